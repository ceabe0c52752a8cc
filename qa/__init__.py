"""A question becomes a short answer whose every sentence is cited and checked."""

import os

# The encoder and the chat model have a pool of threads each. By default OpenMP's threads spin while they
# wait, and starve the other pool on a small machine; this is read once, when the first pool starts.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
