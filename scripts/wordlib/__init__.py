# SPDX-License-Identifier: Apache-2.0
"""Reading, checking and typing the catalogues in Sources/**/Strings. Python's standard library only."""
