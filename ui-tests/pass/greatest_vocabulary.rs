//! As many roles and scopes as an enum holds, each worth the one before it, in as many alternatives as
//! there may be: what constants prove of them takes no long evaluation.
#![deny(warnings)]
#![allow(clippy::unused_async)]
#![recursion_limit = "256"]
use axum_secured::{Roles, Scopes, SecuritySchemes, secured};
use ui_tests::Nobody;

macro_rules! chain {
    ([$($before:tt)*] $last:ident $variant:ident $name:literal $($rest:tt)*) => {
        chain!([
            $($before)*
            #[role($name, includes($last))]
            #[scope($name, implies($last))]
            $variant,
        ] $variant $($rest)*);
    };
    ([$($variants:tt)*] $last:ident) => {
        #[derive(Roles, Scopes)]
        enum Word {
            $($variants)*
        }
    };
}

chain! {
    [#[role("r0")] #[scope("r0")] R0,] R0
        R1 "r1" R2 "r2" R3 "r3" R4 "r4" R5 "r5"
        R6 "r6" R7 "r7" R8 "r8" R9 "r9" R10 "r10" R11 "r11"
        R12 "r12" R13 "r13" R14 "r14" R15 "r15" R16 "r16" R17 "r17"
        R18 "r18" R19 "r19" R20 "r20" R21 "r21" R22 "r22" R23 "r23"
        R24 "r24" R25 "r25" R26 "r26" R27 "r27" R28 "r28" R29 "r29"
        R30 "r30" R31 "r31" R32 "r32" R33 "r33" R34 "r34" R35 "r35"
        R36 "r36" R37 "r37" R38 "r38" R39 "r39" R40 "r40" R41 "r41"
        R42 "r42" R43 "r43" R44 "r44" R45 "r45" R46 "r46" R47 "r47"
        R48 "r48" R49 "r49" R50 "r50" R51 "r51" R52 "r52" R53 "r53"
        R54 "r54" R55 "r55" R56 "r56" R57 "r57" R58 "r58" R59 "r59"
        R60 "r60" R61 "r61" R62 "r62" R63 "r63" R64 "r64" R65 "r65"
        R66 "r66" R67 "r67" R68 "r68" R69 "r69" R70 "r70" R71 "r71"
        R72 "r72" R73 "r73" R74 "r74" R75 "r75" R76 "r76" R77 "r77"
        R78 "r78" R79 "r79" R80 "r80" R81 "r81" R82 "r82" R83 "r83"
        R84 "r84" R85 "r85" R86 "r86" R87 "r87" R88 "r88" R89 "r89"
        R90 "r90" R91 "r91" R92 "r92" R93 "r93" R94 "r94" R95 "r95"
        R96 "r96" R97 "r97" R98 "r98" R99 "r99" R100 "r100" R101 "r101"
        R102 "r102" R103 "r103" R104 "r104" R105 "r105" R106 "r106" R107 "r107"
        R108 "r108" R109 "r109" R110 "r110" R111 "r111" R112 "r112" R113 "r113"
        R114 "r114" R115 "r115" R116 "r116" R117 "r117" R118 "r118" R119 "r119"
        R120 "r120" R121 "r121" R122 "r122" R123 "r123" R124 "r124" R125 "r125"
        R126 "r126" R127 "r127"
}

#[derive(SecuritySchemes)]
struct Auth {
    #[scheme(api_key(header = "a"), scopes = Word, roles = Word)]
    a: Nobody,
    #[scheme(api_key(header = "b"), scopes = Word, roles = Word)]
    b: Nobody,
    #[scheme(api_key(header = "c"), scopes = Word, roles = Word)]
    c: Nobody,
}

#[secured(any(
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r127")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r126")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r125")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r124")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r123")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r122")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r121")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r120")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r119")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r118")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r117")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r116")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r115")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r114")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r113")),
    all(a(Word::R127, roles = Word::R127), b("r127", roles = "r127"), c("r112")),
))]
async fn handler() {}

fn main() {
    let _ = handler;
    let _ = |auth: Auth| (auth.a, auth.b, auth.c);
}
