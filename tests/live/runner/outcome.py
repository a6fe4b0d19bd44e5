"""What a run showed, in one line that is the same in each run, and whether a page claims it."""
import normal


def outcome(example, ran, base):
    """`works`, `hangs`, `fails: …`, `ends in time` or, for a program that should not end well and does, `prints: …`."""
    if ran.code is None:
        return "hangs"
    if need_only_end(example):
        return "ends in time"
    if ran.code != 0:
        return f"fails: {normal.gist(complaint(ran, base)) or f'exit code {ran.code}'}"
    if example.verdict == "good" and not example.fix and not any(claim.verb == "prints" for claim in example.claims):
        return "works"
    shown = normal.gist(normal.normal(ran.written or ran.errors, base))
    return f"prints: {shown}" if shown else "works"


def complaint(ran, base):
    text = ran.error or before_traces(ran.errors) or ran.written
    return normal.normal(text, base)


def before_traces(text):
    """Go lists what ran behind an empty line."""
    return text.split("\n\ngoroutine ")[0]


def need_only_end(example):
    """While a node is frozen for good, an error in time is all one can ask for, and which it is, is a matter of chance."""
    return example.verdict == "good" and example.scenario == "frozen" and not example.claims


def comes_through(example, ran):
    """Whether a good program did."""
    return ran.code == 0 or (need_only_end(example) and ran.code is not None)


def disagreement(example, claims, ran, base):
    """What the page says of this version and the run does not show, or None."""
    may_go_wrong = any(claim.verb != "prints" for claim in claims)
    if example.verdict == "good" and not may_go_wrong and not comes_through(example, ran):
        return "is good, and does not end well"
    if example.verdict == "bad" and not claims and not example.not_shown:
        return "is bad, and its page does not say how it fails"
    if ran.code is None and not any(claim.verb == "hangs" for claim in claims) and example.verdict != "todo":
        return "does not end"
    text = normal.normal("\n".join((ran.error, ran.errors, ran.written)), base)
    if example.fix:
        return still(example, text)
    for claim in claims:
        if not holds(claim, ran, text):
            return f"does not do this: {claim.verb}{': ' * bool(claim.text)}{claim.text}"
    return None


def still(example, text):
    """What a fixed program says that was wrong with the example."""
    said = [claim.text for claim in example.fix.claims if claim.text and claim.text in text]
    return f"still says this: {said[0]}" if said else None


def holds(claim, ran, text):
    if claim.verb == "hangs":
        return ran.code is None
    ended_badly = ran.code not in (0, None)
    return claim.text in text and (ended_badly or claim.verb == "prints")
