/// One stock-keeping unit. Money is in the workspace's one currency, quantities in selling units.
public struct Product: Sendable, Hashable {
    public var sku: String
    public var name: String?
    public var category: String?
    public var unitCost: Double?
    public var unitPrice: Double?
    public var shelfLifeDays: Int?
    /// Orders are whole multiples of this; 1 where `products.csv` says nothing.
    public var packSize: Double
    /// The least quantity of an order that is not zero.
    public var minOrderQuantity: Double
    public var launchedOn: Day?
    public var discontinuedOn: Day?
    /// From the maker to the brand's own warehouse.
    public var supplierLeadTimeDays: Int?

    public init(
        sku: String, name: String? = nil, category: String? = nil, unitCost: Double? = nil, unitPrice: Double? = nil,
        shelfLifeDays: Int? = nil, packSize: Double = 1, minOrderQuantity: Double = 0, launchedOn: Day? = nil,
        discontinuedOn: Day? = nil, supplierLeadTimeDays: Int? = nil
    ) {
        self.sku = sku
        self.name = name
        self.category = category
        self.unitCost = unitCost
        self.unitPrice = unitPrice
        self.shelfLifeDays = shelfLifeDays
        self.packSize = packSize
        self.minOrderQuantity = minOrderQuantity
        self.launchedOn = launchedOn
        self.discontinuedOn = discontinuedOn
        self.supplierLeadTimeDays = supplierLeadTimeDays
    }

    /// What one unit is worth lying in stock: its cost, or its price where no cost is known, or nil.
    public var unitValue: Double? { unitCost ?? unitPrice }
}
