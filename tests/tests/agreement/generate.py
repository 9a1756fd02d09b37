#!/usr/bin/env python3
"""Writes expressions.rs: 220 distinct requirement expressions, each above a handler of its own.

Run once; the output is committed: python3 generate.py > expressions.rs && rustfmt expressions.rs
"""
import itertools
import random

random.seed(20261123)
SCOPES = ["r", "w", "x"]
CLOSURE = {"r": {"r"}, "w": {"w", "r"}, "x": {"x"}}
SCOPED = ["bearer", "key"]
PLAIN = ["basic", "cookie", "query"]


def atom():
    scheme = random.choice(SCOPED + SCOPED + PLAIN)
    if scheme in SCOPED and random.random() < 0.6:
        scopes = random.sample(SCOPES, random.randint(1, 2))
        return f'{scheme}("{" ".join(scopes)}")', [[(scheme, frozenset(scopes))]]
    return scheme, [[(scheme, frozenset())]]


def expression(depth):
    if depth == 0 or random.random() < 0.3:
        return atom()
    operator = random.choice(["any", "all"])
    parts = [expression(depth - 1) for _ in range(random.randint(2, 3))]
    text = f'{operator}({", ".join(text for text, _ in parts)})'
    if operator == "any":
        return text, [alternative for _, alternatives in parts for alternative in alternatives]
    product = itertools.product(*(alternatives for _, alternatives in parts))
    return text, [[need for part in combination for need in part] for combination in product]


def covers(before, after):
    for scheme, scopes in before:
        given = [CLOSURE_OF(other) for name, other in after if name == scheme]
        if not given or not scopes <= given[0]:
            return False
    return True


def CLOSURE_OF(scopes):
    return set().union(*(CLOSURE[scope] for scope in scopes)) if scopes else set()


def compiles(alternatives):
    if len(alternatives) > 12:
        return False
    for alternative in alternatives:
        schemes = [scheme for scheme, _ in alternative]
        if len(schemes) != len(set(schemes)):
            return False
    return not any(
        covers(alternatives[i], alternatives[j])
        for j in range(len(alternatives))
        for i in range(j)
    )


found = []
while len(found) < 220:
    text, alternatives = expression(3)
    if not compiles(alternatives):
        continue
    if random.random() < 0.2:
        text = f"optional({text})"
    if text not in found:
        found.append(text)

print("// Written by generate.py.\nexpressions! {")
for index, text in enumerate(found):
    print(f'    e{index} "/e{index}" ({text});')
print("}")
