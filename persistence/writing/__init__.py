"""Writing to the archive: journal entries, in whatever way they come.

writer        writes a batch of journal entries in one transaction
copies        rows as PostgreSQL's COPY takes them
conflicts     events whose number the archive has with other content
outbox        events for webhooks, written beside the history
lost_numbers  numbers of events that nodes have heard of and that are in no history
commits       the nodes' commits, which did not come through the journal
"""
