"""Files that leave the program: JSON, VTU and PVD for ParaView, pictures."""
