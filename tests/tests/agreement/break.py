#!/usr/bin/env python3
"""Breaks the evaluator in several named ways; the oracle must notice each of them.

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
FILE = COPY / "runtime/src/evaluate.rs"
WAYS = {
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


def copy_tracked_files():
    shutil.rmtree(COPY, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, COPY / name)


def oracle():
    """Runs the oracle on the copy; with the features of the workspace, for which all is built."""
    return subprocess.run(
        ["cargo", "test", "--quiet", "--workspace", "--test", "agreement"],
        cwd=COPY,
        env={**os.environ, "CARGO_TARGET_DIR": str(TARGET)},
        capture_output=True,
        text=True,
    )


copy_tracked_files()
right_one = oracle()
if right_one.returncode != 0:
    sys.exit(f"the oracle refuses the evaluator as it is:\n{right_one.stdout}{right_one.stderr}")
original = FILE.read_text()
unnoticed = []
for name, (right, wrong) in WAYS.items():
    assert original.count(right) == 1, f"{name}: the text to break is gone"
    FILE.write_text(original.replace(right, wrong))
    run = oracle()
    noticed = "the_document_predicts_every_answer" in run.stdout and run.returncode != 0
    print(f"{'noticed' if noticed else 'NOT NOTICED'}: {name}", flush=True)
    if not noticed:
        unnoticed.append(name)
        print(run.stdout, run.stderr)
shutil.rmtree(COPY)
sys.exit(1 if unnoticed else 0)
