"""Writing to the archive: journal entries, in whatever way they come.

writer     writes a batch of journal entries in one transaction
conflicts  events whose number the archive has with other content
commits    the nodes' commits, which did not come through the journal
"""
