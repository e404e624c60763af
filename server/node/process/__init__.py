"""The process of a node: its output, its memory and its exit.

command_line        exit statuses, the output's encoding, and a reader that leaves
loop_lag            how late the event loop runs its tasks
logs                the format of logs
garbage_collection  settings of Python's garbage collector
"""
