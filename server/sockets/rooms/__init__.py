"""The rooms of this node, and the bus to the other nodes.

node_bus     one Redis pub/sub channel between the nodes, and proof that it carries
membership   which socket is in which room, in steps that do not grow with the number of rooms
manager      `Rooms`: the library's Redis manager on the node bus
delivery     one message to many sockets of this node, encoded once
"""
