"""The process of a node: its ports, its output, its memory and its exit.

command_line        exit statuses, the output's encoding, and a reader that leaves
loop_lag            how late the event loop runs its tasks
ports               the ports, which refuse connections until the node has started
logs                the format of logs
garbage_collection  settings of Python's garbage collector
"""
