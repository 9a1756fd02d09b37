#!/usr/bin/env python3
"""Breaks the evaluator in five named ways; the oracle must notice each of them.

Changes runtime/src/evaluate.rs for the length of one test run each, and puts it back.
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
FILE = ROOT / "runtime/src/evaluate.rs"
WAYS = {
    "scopes are never checked": ("if lacking > 0 {", "if lacking > 64 {"),
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
        "    for need in alternative.needs() {\n        catalogue.verify",
        "    for need in alternative.needs().iter().take(1) {\n        catalogue.verify",
    ),
}

original = FILE.read_text()
unnoticed = []
try:
    for name, (right, wrong) in WAYS.items():
        assert original.count(right) == 1, f"{name}: the text to break is gone"
        FILE.write_text(original.replace(right, wrong))
        command = ["cargo", "test", "-q", "-p", "tests", "--test", "agreement"]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        noticed = "the_document_predicts_every_answer" in run.stdout and run.returncode != 0
        print(f"{'noticed' if noticed else 'NOT NOTICED'}: {name}")
        if not noticed:
            unnoticed.append(name)
finally:
    FILE.write_text(original)
sys.exit(1 if unnoticed else 0)
