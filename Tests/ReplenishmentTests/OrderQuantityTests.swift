import Numerical
import SupplyNetwork
import Testing

@testable import Replenishment

@Suite struct OrderQuantityTests {
    typealias Constraint = OrderCalculation.Constraint

    @Test(
        arguments: [
            (0, 6, 0, 0, .enoughStock), (7, 1, 0, 7, .none), (7, 6, 0, 12, .packSize), (12, 6, 0, 12, .none), (7, 6, 20, 24, .minimumOrder),
            (19, 6, 20, 24, .packSize), (0.2, 1, 0, 1, .packSize), (7, 1, 7, 7, .none), (1.1, 0.5, 0, 1.5, .packSize), (3, 0, 0, 3, .none),
            (12.000000000001, 6, 0, 12, .none),
        ] as [(Double, Double, Double, Double, Constraint)])
    func packsAndMinimum(need: Double, pack: Double, minimum: Double, quantity: Double, constraint: Constraint) {
        let order = OrderQuantity(need: need, packSize: pack, minimum: minimum)
        #expect(order.quantity == quantity && order.constraint == constraint)
    }

    @Test func neverMoreThanCanBeSold() {
        let capped = OrderQuantity(need: 13, packSize: 6, minimum: 0, room: 15)
        #expect(capped.quantity == 12 && capped.constraint == .shelfLife)
        let tooLarge = OrderQuantity(need: 3, packSize: 1, minimum: 20, room: 15)
        #expect(tooLarge.quantity == 0 && tooLarge.constraint == .shelfLife)
        let fits = OrderQuantity(need: 13, packSize: 6, minimum: 0, room: 18)
        #expect(fits.quantity == 18 && fits.constraint == .packSize)
    }

    @Test func theLastPackOfAnEndingProductIsNotOpened() {
        let order = OrderQuantity(need: 13, packSize: 6, minimum: 0, roundsDown: true)
        #expect(order.quantity == 12 && order.constraint == .packSize)
        let none = OrderQuantity(need: 5, packSize: 6, minimum: 0, roundsDown: true)
        #expect(none.quantity == 0 && none.constraint == .discontinued)
    }

    @Test func wholePacksAtOrAboveTheMinimumAndMonotone() {
        var random = Xoshiro256(seed: 3)
        for _ in 0..<2_000 {
            let pack = (1 + 12 * random.uniform()).rounded(.down)
            let minimum = (30 * random.uniform()).rounded(.down)
            let room: Double? = random.uniform() < 0.5 ? 60 * random.uniform() : nil
            var previous = 0.0
            for need in stride(from: 0.0, through: 60, by: 1.7) {
                let order = OrderQuantity(need: need, packSize: pack, minimum: minimum, room: room)
                #expect(order.quantity.truncatingRemainder(dividingBy: pack) == 0)
                #expect(order.quantity == 0 || order.quantity >= minimum)
                if let room { #expect(order.quantity <= room + 1e-6) } else { #expect(order.quantity >= need) }
                #expect(order.quantity >= previous)
                previous = order.quantity
            }
        }
    }
}
