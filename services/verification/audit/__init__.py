"""The access log as evidence: what chains it, what anchors the chains, what finds the first bad row (decision 0042)."""
