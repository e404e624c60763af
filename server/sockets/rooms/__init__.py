"""The rooms of this node, and the bus to the other nodes.

node_bus     one Redis pub/sub channel between the nodes
membership   the members of each room, and the rooms of each member
manager      `Rooms`: the library's Redis manager on the node bus
grants_bus   changed grants of clerks, over the node bus
delivery     one message to many sockets of this node, encoded once
"""
