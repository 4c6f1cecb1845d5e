// Replenishment
