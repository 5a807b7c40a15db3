"""Learns from utterances how to tell intents apart; nothing here is needed to answer a question.

The same numbers are wanted on every machine: those who add them up (OpenBLAS, NumPy) are told to do it in the way that
every x86-64 processor knows, before they are loaded. Otherwise they choose by processor, and round differently.
"""

import os

os.environ["OPENBLAS_CORETYPE"] = "Prescott"
os.environ["NPY_DISABLE_CPU_FEATURES"] = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"
