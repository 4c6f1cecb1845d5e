// Penstock
