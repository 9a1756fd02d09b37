#!/usr/bin/env python3
"""Breaks what decides in several named ways; the tests must notice each of them.

Works on a copy of the tracked files below `target`, where the dependencies are built already; the
checkout is only read, so that it stays whole even if this is killed.
"""
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).absolute()
COPY = TARGET / "broken"
EVALUATOR = {
    "scopes are never checked": ("if lacking > 0 {", "if lacking > 64 {"),
    "roles are never checked": ("if !facts.held().contains(need.roles()) {", "if false {"),
    "one role of several is enough": (
        "!facts.held().contains(need.roles())",
        "!need.roles().is_empty() && need.roles().without(facts.held()) == need.roles()",
    ),
    "levels are never checked": ("    at_level && in_time\n", "    at_level | true && in_time\n"),
    "a caller who does not say since when is fresh": (
        "details.authenticated_at.is_some_and(|at| {",
        "details.authenticated_at.is_none_or(|at| {",
    ),
    "a weak caller is told before a scope is": (
        "if let Some(need) = first {",
        "if let (Some(need), None) = (first, stale) {",
    ),
    "a wrong credential passes": ("Standing::Invalid => Cause::Invalid,", "Standing::Invalid => return None,"),
    "the first failure answers": (
        "strongest.is_none_or(|known| failure.answers_before(known))",
        "strongest.is_none()",
    ),
    "optional admits a bad credential": (
        "policy.is_optional() && is_anonymous::<C>(policy, parts, slots)",
        "policy.is_optional()",
    ),
    "one scheme of several is enough": (
        "    for need in alternative.needs() {\n        if catalogue.verify",
        "    for need in alternative.needs().iter().take(1) {\n        if catalogue.verify",
    ),
}
TENANTS = {
    "every tenant is everybody's": ("if known != tenant {", "if false {"),
    "who is of no tenant is of all": ("if !is_member {", "if false {"),
}
CHECKS = {
    "what a check says is not heard": ("Ok(said) => Err(Objection::Said(said)),", "Ok(_) => Ok(()),"),
}
FLOORS = {
    "every requirement meets a floor": (
        "self.knows(statement) && policy.meets(self.policy)",
        "self.knows(statement) | policy.meets(self.policy)",
    ),
}
# What is broken where, which tests look, and which one of them has to notice, if it is one alone.
PARTS = [
    ("evaluate.rs", EVALUATOR, "agreement", "the_document_predicts_every_answer"),
    ("tenant/asked.rs", TENANTS, "tenants", ""),
    ("check.rs", CHECKS, "checks", ""),
    ("floor.rs", FLOORS, "floors", ""),
]


def copy_tracked_files():
    shutil.rmtree(COPY, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, COPY / name)


def tests(name):
    """Runs these tests on the copy; with the features of the workspace, for which all is built."""
    return subprocess.run(
        ["cargo", "test", "--quiet", "--workspace", "--test", name],
        cwd=COPY,
        env={**os.environ, "CARGO_TARGET_DIR": str(TARGET)},
        capture_output=True,
        text=True,
    )


def unnoticed(file, ways, name, by):
    """The ways to break a file that tests do not notice."""
    original = file.read_text()
    run = tests(name)
    if run.returncode != 0:
        sys.exit(f"the tests `{name}` refuse what is right:\n{run.stdout}{run.stderr}")
    for way, (right, wrong) in ways.items():
        assert original.count(right) == 1, f"{way}: the text to break is gone"
        file.write_text(original.replace(right, wrong))
        run = tests(name)
        # What does not compile is noticed by nobody.
        noticed = "test result: FAILED" in run.stdout and by in run.stdout
        print(f"{'noticed' if noticed else 'NOT NOTICED'}: {way}", flush=True)
        if not noticed:
            print(run.stdout, run.stderr)
            yield way
    file.write_text(original)


copy_tracked_files()
left = [
    way
    for path, ways, name, by in PARTS
    for way in unnoticed(COPY / "runtime/src" / path, ways, name, by)
]
shutil.rmtree(COPY)
sys.exit(1 if left else 0)
