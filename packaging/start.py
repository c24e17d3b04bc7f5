"""Sets everything up and starts MemStudio, or its tests; needs nothing but Python and this folder.

python packaging/start.py [PATH...]    opens the window
python packaging/start.py --tests      runs the tests

This file must be understood by any Python, so that an old one can be told what it lacks.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - it may be run by one all the same
    sys.stderr.write(
        "MemStudio needs Python 3.11 or newer; this is Python "
        + sys.version.split()[0]
        + ".\nRun the same command with a newer one, for example:  python3.11 packaging/start.py\n"
    )
    sys.exit(1)

from launcher.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
