"""Scanned and PDF reports in, normalized JSON out: every number right, or flagged."""
