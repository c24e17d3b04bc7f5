"""Python looks for a module of this name as it starts: so programs that tests start are guarded."""

import local_only

local_only.stay_here()
