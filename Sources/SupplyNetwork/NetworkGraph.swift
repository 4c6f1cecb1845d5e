/// Supply, recruitment and payments as three graphs over the same sites; never folded into one.
public struct NetworkGraph: Sendable, Hashable {
    public enum Relation: String, Sendable, Hashable, CaseIterable, Codable { case supply, recruitment, payment }

    /// From supplier to customer, from sponsor to recruit, from the site whose activity earned it to the payee.
    public struct Edge: Sendable, Hashable {
        public var relation: Relation
        public var from: Int
        public var to: Int
        /// Units of supply, 1 of recruitment, money of payments.
        public var weight: Double
        /// Whether the link lies on a cycle of its relation.
        public var isOnCycle: Bool

        public init(relation: Relation, from: Int, to: Int, weight: Double, isOnCycle: Bool) {
            self.relation = relation
            self.from = from
            self.to = to
            self.weight = weight
            self.isOnCycle = isOnCycle
        }
    }

    /// One site as the graphs see it.
    public struct Node: Sendable, Hashable {
        public var site: Int
        /// Levels below the head by supply, and below the root by recruitment.
        public var supplyDepth: Int
        public var recruitmentDepth: Int
        /// Recruits, direct and all.
        public var recruits: Int
        public var downline: Int
        /// Neither bought nor sold, recruited nor was paid within the files.
        public var isOrphan: Bool
        /// Share of its payments that its largest source earned it; nil without payments that name a source.
        public var largestSourceShare: Double?

        public init(
            site: Int, supplyDepth: Int, recruitmentDepth: Int, recruits: Int, downline: Int, isOrphan: Bool, largestSourceShare: Double?
        ) {
            self.site = site
            self.supplyDepth = supplyDepth
            self.recruitmentDepth = recruitmentDepth
            self.recruits = recruits
            self.downline = downline
            self.isOrphan = isOrphan
            self.largestSourceShare = largestSourceShare
        }
    }

    /// One for each site, in order.
    public var nodes: [Node]
    /// In order of relation, from, to.
    public var edges: [Edge]

    public init(nodes: [Node], edges: [Edge]) {
        self.nodes = nodes
        self.edges = edges
    }
}
