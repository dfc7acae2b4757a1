"""`python -m lettawasm.cli`"""

import sys

from . import main

sys.exit(main())
