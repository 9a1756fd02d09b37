#!/usr/bin/env python3
"""Writes expressions.rs: 220 distinct requirement expressions, each above a handler of its own.

Run once; the output is committed: python3 generate.py > expressions.rs && rustfmt expressions.rs
"""
import itertools
import random

random.seed(20261123)
SCOPES = ["r", "w", "x"]
CLOSURE = {"r": {"r"}, "w": {"w", "r"}, "x": {"x"}}
ROLES = ["x", "viewer", "editor"]
INCLUDED = {"x": {"x"}, "viewer": {"viewer"}, "editor": {"editor", "viewer"}}
LEVELS = ["pwd", "mfa"]
AGES = {"15m": 15 * 60, "1h": 60 * 60, "2d": 2 * 24 * 60 * 60}
SCOPED = ["bearer", "key"]
PLAIN = ["basic", "cookie", "query"]
NOTHING = (frozenset(), frozenset(), None, None)


def atom():
    scheme = random.choice(SCOPED + SCOPED + PLAIN)
    if scheme not in SCOPED:
        return scheme, [[(scheme, NOTHING)]]
    written, scopes, roles, level, age = [], [], [], None, None
    if random.random() < 0.5:
        scopes = random.sample(SCOPES, random.randint(1, 2))
        written.append(f'"{" ".join(scopes)}"')
    if random.random() < 0.3:
        roles = random.sample(ROLES, random.randint(1, 2))
        written.append(f'roles = "{" ".join(roles)}"')
    if scheme == "bearer" and random.random() < 0.25:
        level = random.choice(LEVELS)
        written.append(f'acr = "{level}"')
    if scheme == "bearer" and random.random() < 0.25:
        age = random.choice(list(AGES))
        written.append(f'max_age = "{age}"')
    need = (frozenset(scopes), frozenset(roles), level, AGES.get(age))
    text = f'{scheme}({", ".join(written)})' if written else scheme
    return text, [[(scheme, need)]]


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
    return all(
        any(name == scheme and meets(given, wanted) for name, given in after)
        for scheme, wanted in before
    )


def meets(given, wanted):
    """Whether who satisfies one need satisfies the other."""
    scopes, roles, level, age = wanted
    return (
        scopes <= closed(CLOSURE, given[0])
        and roles <= closed(INCLUDED, given[1])
        and level in (None, given[2])
        and (age is None or (given[3] is not None and given[3] <= age))
    )


def closed(closure, names):
    return set().union(*(closure[name] for name in names))


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
