//! Which passwords may be set, and what is said of the others.

use super::{
    common::{LIST, holds},
    *,
};

fn policy(minimum: usize) -> PasswordPolicy {
    PasswordPolicy::new().minimum(minimum).expect("a length")
}

#[test]
fn length_is_counted_in_characters_and_nothing_else_is_asked_for() {
    let default = PasswordPolicy::new();
    for good in [
        "correct horse b",
        "drkhwnzlqpmvtcx",
        "472918365047263",
        "               x",
        "pässwörter für ü",
        "我的密码由十五个字符组成很长的",
        "🐎🔋🧷🐕🎈🌲🍎🚲🪁🧊🪐🫖🧶🛶🦔",
    ] {
        assert_eq!(default.check(good, &[]), Ok(()), "{good}");
    }
    for (short, minimum) in [
        ("correct horse ", 15),
        ("🐎🔋🧷🐕🎈🌲🍎🚲🪁🧊🪐🫖🧶🛶", 15),
        ("qzxwkvu", 8),
        ("", 8),
    ] {
        let expected = Err(WeakPassword::TooShort { minimum });
        assert_eq!(policy(minimum).check(short, &[]), expected, "{short}");
    }
    assert_eq!(policy(8).check("qzxwkvuj", &[]), Ok(()));
}

#[test]
fn the_longest_that_is_hashed_is_the_longest_that_may_be_set() {
    let long = "correct horse battery staple 1234".repeat(32);
    let policy = policy(64);
    assert_eq!(policy.check(&long[..1024], &[]), Ok(()));
    assert_eq!(policy.check(&long[..1025], &[]), Err(WeakPassword::TooLong));
    assert_eq!(policy.check(&long[..64], &[]), Ok(()));
}

#[test]
fn what_basic_cannot_carry_is_refused() {
    for control in ['\0', '\n', '\t', '\u{7f}', '\u{85}'] {
        let password = format!("correct horse{control}battery");
        let refused = PasswordPolicy::new().check(&password, &[]);
        assert_eq!(refused, Err(WeakPassword::ControlCharacter), "{control:?}");
    }
}

#[test]
fn a_few_characters_over_and_over_are_refused() {
    for repeated in [
        "qqqqqqqqqqqqqqqqq",
        "                 ",
        "xyxYxyXyxyxyxyxyx",
        "tacotacotacotac",
        "gfhjkwzgfhjkwzg",
        "ééééééééééééééé",
    ] {
        let refused = PasswordPolicy::new().check(repeated, &[]);
        assert_eq!(refused, Err(WeakPassword::Repeated), "{repeated}");
    }
    let eight = PasswordPolicy::new().check("qzxwkvuj qzxwkvuj", &[]);
    assert_eq!(eight, Ok(()), "eight are no longer few");
    let once = policy(8).check("qzxwkvuq", &[]);
    assert_eq!(once, Ok(()), "it begins again, but does not repeat");
    let twice = policy(8).check("qzxwqzxw", &[]);
    assert_eq!(twice, Err(WeakPassword::Repeated));
}

#[test]
fn common_passwords_are_refused_in_any_case_but_only_as_a_whole() {
    for (minimum, common) in [
        (8, "password"),
        (8, "PassWord"),
        (8, "12345678"),
        (8, "trustno1"),
        (8, "qwertyuiop"),
        (15, "passwordpassword"),
        (15, "1qaz2wsx3edc4rfv"),
        (15, "1QAZ2wsx3edc4RFV"),
    ] {
        let refused = policy(minimum).check(common, &[]);
        assert_eq!(refused, Err(WeakPassword::Common), "{common}");
    }
    for good in ["my password is no secret", "12345678 brown horses"] {
        assert_eq!(policy(8).check(good, &[]), Ok(()), "{good}");
    }
}

#[test]
fn an_application_adds_a_list_of_its_own() {
    let policy = PasswordPolicy::new().blocked(["Winter in Grönland", "x"]);
    let refused = policy.check("winter in GRÖNLAND", &[]);
    assert_eq!(refused, Err(WeakPassword::Common));
    assert_eq!(policy.check("winter in grönland 2", &[]), Ok(()));
    let refused = policy.check("1qaz2wsx3edc4rfv", &[]);
    assert_eq!(refused, Err(WeakPassword::Common), "ours still counts");
}

#[test]
fn a_name_with_little_besides_is_refused() {
    let policy = PasswordPolicy::new().words(["Example Shop"]);
    for (password, words) in [
        ("maximilian.muster", &["maximilian.muster"][..]),
        ("MaximilianMuster", &["maximilian.muster"]),
        ("maximilian-1990-xyz", &["Maximilian.Muster@example.com"]),
        ("2026 maximilian!!!!", &["maximilian"]),
        ("maximilianmaximilian", &["maximilian"]),
        ("jörgjörg-19901231", &["JÖRG"]),
        ("example shop 2026", &[]),
        ("shop!example!12345", &[]),
        ("shop of maximilian", &["maximilian"]),
        ("r2-d2-123456789", &["r2-d2"]),
        ("917364-5550123-88", &["5550123"]),
    ] {
        let refused = policy.check(password, words);
        assert_eq!(refused, Err(WeakPassword::Expected), "{password}");
    }
    for (password, words) in [
        ("maximilian has goats", &["maximilian"][..]),
        ("the example of a shop", &[]),
        ("917364-2220123-88", &["5550123"]),
        ("the quick brown fox", &["the.boss"]),
        ("ad-hoc 7261 8362 9", &["ad", ""]),
        ("maximilian-1990-xyz", &["moritz"]),
    ] {
        assert_eq!(policy.check(password, words), Ok(()), "{password}");
    }
}

#[test]
fn a_minimum_is_neither_too_weak_nor_above_what_must_be_possible() {
    for minimum in [0, 7, 65, usize::MAX] {
        let fault = PasswordPolicy::new()
            .minimum(minimum)
            .expect_err("out of range");
        assert_eq!(
            fault.to_string(),
            format!("a password policy asks for 8 to 64 characters, not {minimum}")
        );
    }
    for minimum in [8, 64] {
        assert!(PasswordPolicy::new().minimum(minimum).is_ok());
    }
}

#[test]
fn what_is_said_names_no_part_of_the_password() {
    let policy = PasswordPolicy::new().words(["zebra"]).blocked(["zebra"]);
    let long = "zebra ".repeat(200);
    for password in [
        "zebra",
        &long,
        "zebra\nand more of them",
        "zebrazebrazebra",
        "zebra-zebra-0000",
    ] {
        let weak = policy.check(password, &["zebra"]).expect_err("weak");
        let said = format!("{weak} {weak:?}").to_lowercase();
        assert!(!said.contains("zebra"), "{said}");
    }
    let debug = format!("{policy:?}");
    assert_eq!(
        debug,
        "PasswordPolicy { minimum: 15, words: [\"zebra\"], blocked: 1 }"
    );
}

#[test]
fn lower_case_needs_no_second_buffer() {
    for character in '\0'..=char::MAX {
        let folded: usize = character.to_lowercase().map(char::len_utf8).sum();
        assert!(2 * folded <= 3 * character.len_utf8(), "{character:?}");
    }
    // These grow, from two bytes to three.
    let text = "İȺȾ".repeat(100);
    let folded = folded(&text);
    assert_eq!([text.len(), folded.len()], [600, 900]);
    assert_eq!(folded.capacity(), 900);
}

#[test]
fn the_list_is_sorted_folded_and_printable() {
    let lines: Vec<&str> = LIST.lines().collect();
    assert!(lines.windows(2).all(|pair| pair[0] < pair[1]), "each once");
    for line in &lines {
        assert!(line.len() >= 8, "{line}");
        assert!(line.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        assert_eq!(*line, line.to_lowercase());
    }
    assert!(LIST.ends_with('\n') && !LIST.contains('\r'));
    assert!(LIST.len() < 300_000);
}

#[test]
fn three_thousand_of_the_list_meet_each_minimum() {
    for minimum in 8..=15 {
        let fit = LIST.lines().filter(|line| line.len() >= minimum).count();
        assert!(fit >= 3000, "{fit} have {minimum} characters");
    }
    assert_eq!(LIST.lines().count(), 15_131, "as documented");
}

#[test]
fn each_line_of_the_list_is_found_and_nothing_else() {
    for line in LIST.lines() {
        assert!(holds(LIST, line), "{line}");
        assert!(!holds(LIST, &line[1..]) || LIST.lines().any(|other| other == &line[1..]));
    }
    for list in ["", "b\n", "b\nd\n", "b\nd\nf\n", "b\nd\nf", "bb\nd\nffff\n"] {
        for sought in [
            "", "a", "b", "c", "d", "e", "f", "g", "bb", "ffff", "b\nd", "\n",
        ] {
            let expected = list.lines().any(|line| line == sought);
            assert_eq!(holds(list, sought), expected, "{sought:?} in {list:?}");
        }
    }
}
