// Stockpiling
