"""Item histories, as retractions need them.

histories       reads them, in rounds of their own
late_histories  their ends, from a snapshot in the archive
"""
