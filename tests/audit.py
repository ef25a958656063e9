"""Ask pip-audit what is known against the installed packages: `python tests/audit.py PIP_AUDIT`.

Ends with 1 where something is known, and with 0 where nothing is. Where no list could be asked it says so, and ends with 0:
a machine without a network must still pass.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig


def told(report):
    """Return an exit code, and what to say, for what pip-audit reports as JSON."""
    rows = report["dependencies"]
    asked = [row for row in rows if "skip_reason" not in row]
    known = [(row["name"], row["version"], each["id"]) for row in asked for each in row.get("vulns", ())]
    if not asked:
        return 0, "pip-audit COULD NOT RUN: no list of weaknesses could be asked"
    lines = [f"{name} {version}: {weakness}" for name, version, weakness in known]
    return int(bool(known)), "\n".join(
        [*lines, f"{len(asked)} of {len(rows)} packages asked about, {len(known)} weaknesses"]
    )


def main():
    """Run it, and say what it told."""
    words = [sys.argv[1], "--path", sysconfig.get_path("purelib"), "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError:
        print("pip-audit COULD NOT RUN: it is not there")
        return 0
    try:
        code, text = told(json.loads(done.stdout))
    except (ValueError, KeyError):
        why = (done.stderr.strip() or "no answer").splitlines()[-1]
        code, text = 0, f"pip-audit COULD NOT RUN: {why[:200]}"
    print(text)
    return code


if __name__ == "__main__":
    sys.exit(main())
