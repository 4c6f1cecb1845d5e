import Foundation
import SupplyNetwork

/// The network's graphs for other programs: GraphML (Brandes, Eiglsperger, Herman, Himsolt & Marshall, "GraphML Progress Report", 2001)
/// and JSON (nodes and edges).
struct GraphFiles {
    let graph: NetworkGraph
    let network: Network

    var graphML: [UInt8] {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
            <key id="name" for="node" attr.name="name" attr.type="string"/>
            <key id="tier" for="node" attr.name="tier" attr.type="int"/>
            <key id="supply_depth" for="node" attr.name="supply_depth" attr.type="int"/>
            <key id="recruitment_depth" for="node" attr.name="recruitment_depth" attr.type="int"/>
            <key id="recruits" for="node" attr.name="recruits" attr.type="int"/>
            <key id="downline" for="node" attr.name="downline" attr.type="int"/>
            <key id="orphan" for="node" attr.name="orphan" attr.type="boolean"/>
            <key id="largest_source_share" for="node" attr.name="largest_source_share" attr.type="double"/>
            <key id="relation" for="edge" attr.name="relation" attr.type="string"/>
            <key id="weight" for="edge" attr.name="weight" attr.type="double"/>
            <key id="cycle" for="edge" attr.name="cycle" attr.type="boolean"/>
            <graph id="network" edgedefault="directed">

            """
        for node in graph.nodes {
            let site = network.sites[node.site]
            text += "<node id=\"n\(node.site)\">" + data("name", GraphFiles.escaped(site.title)) + data("tier", "\(site.tier)")
            text += data("supply_depth", "\(node.supplyDepth)") + data("recruitment_depth", "\(node.recruitmentDepth)")
            text += data("recruits", "\(node.recruits)") + data("downline", "\(node.downline)") + data("orphan", "\(node.isOrphan)")
            if let share = node.largestSourceShare { text += data("largest_source_share", PlainNumber.text(share)) }
            text += "</node>\n"
        }
        for (index, edge) in graph.edges.enumerated() {
            text += "<edge id=\"e\(index)\" source=\"n\(edge.from)\" target=\"n\(edge.to)\">" + data("relation", edge.relation.rawValue)
            text += data("weight", PlainNumber.text(edge.weight)) + data("cycle", "\(edge.isOnCycle)") + "</edge>\n"
        }
        return Array((text + "</graph>\n</graphml>\n").utf8)
    }

    private func data(_ key: String, _ value: String) -> String { "<data key=\"\(key)\">\(value)</data>" }

    /// Text as XML 1.0 allows it: markup escaped, control characters that no escape may name left out.
    private static func escaped(_ text: String) -> String {
        Markup.escaped(String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 || $0 == "\t" || $0 == "\n" })))
    }

    private struct Document: Encodable {
        struct Node: Encodable {
            var site: String
            var name: String?
            var tier: Int
            var supply_depth: Int
            var recruitment_depth: Int
            var recruits: Int
            var downline: Int
            var orphan: Bool
            var largest_source_share: Double?
        }
        struct Edge: Encodable {
            var relation: String
            var from: String
            var to: String
            var weight: Double
            var cycle: Bool
        }
        var version = 1
        var nodes: [Node]
        var edges: [Edge]
    }

    var json: [UInt8] {
        let document = Document(
            nodes: graph.nodes.map { node in
                let site = network.sites[node.site]
                return Document.Node(
                    site: site.code, name: site.name, tier: site.tier, supply_depth: node.supplyDepth,
                    recruitment_depth: node.recruitmentDepth, recruits: node.recruits, downline: node.downline, orphan: node.isOrphan,
                    largest_source_share: node.largestSourceShare)
            },
            edges: graph.edges.map { edge in
                Document.Edge(
                    relation: edge.relation.rawValue, from: network.sites[edge.from].code, to: network.sites[edge.to].code,
                    weight: edge.weight,
                    cycle: edge.isOnCycle)
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array((try? encoder.encode(document)) ?? Data()) + [0x0a]
    }
}
