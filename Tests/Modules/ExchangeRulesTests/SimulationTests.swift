// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Testing

/// Two nodes and the network between them, driven by chance from one seed.
private struct World {
  var now = Sample.now
  var nodes: [NodeModel]
  var keys: [DirectoryKey]
  /// What is on its way to each node; any of it may arrive next.
  var underway: [[Packet]] = [[], []]
  var generator: Seeded
  var made = 0
  let conversations: [ConversationID]

  init(seed: UInt64) throws {
    generator = Seeded(seed)
    let (arcadia, borealia) = (try Sample.arcadia(), try Sample.borealia())
    nodes = [NodeModel(arcadia, peer: borealia), NodeModel(borealia, peer: arcadia)]
    keys = [try Sample.directoryKey(of: "XA.central"), try Sample.directoryKey(of: "XB.central")]
    conversations = [
      ConversationID(at: now.addingTimeInterval(-900), random: 1), ConversationID(at: now.addingTimeInterval(-900), random: 2),
    ]
  }

  mutating func step() throws {
    let side = Int.random(in: 0...1, using: &generator)
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<12 where made < 12:
      made += 1
      try nodes[side].queue(made, in: conversations[side], world: now)
    case 12..<45:
      // Killed after the try was committed and before anything left: nothing leaves.
      let packets = nodes[side].tryAll(world: now, using: &generator)
      if !generator.happens(10) { underway[1 - side] += packets }
    case 45..<80: arrive(at: side, faults: true)
    case 80..<86: now += Double(Int.random(in: 1...300, using: &generator))
    case 86..<89: now += Double(Int.random(in: 1...20_000, using: &generator))
    case 89..<92: nodes[side].clockOffset = [-900, -250, 0, 0, 250, 900][Int.random(in: 0..<6, using: &generator)]
    case 92..<94: nodes[side].directory = [.fresh, .unconfirmed, .stale][Int.random(in: 0..<3, using: &generator)]
    case 94..<96: nodes[side].judgeKept(world: now)
    case 96..<97: nodes[side].forget(world: now)
    default: sendDelivery(from: side)
    }
  }

  private mutating func sendDelivery(from side: Int) {
    guard let link = nodes[side].order.randomElement(using: &generator) else { return }
    underway[1 - side].append(.receipt(nodes[side].deliveryReceipt(for: link, world: now)))
  }

  /// One packet arrives, or is lost, or stays under way to arrive again.
  mutating func arrive(at side: Int, faults: Bool) {
    guard !underway[side].isEmpty else { return }
    let index = Int.random(in: 0..<underway[side].count, using: &generator)
    let packet = underway[side][index]
    if !faults || !generator.happens(20) { underway[side].remove(at: index) }
    if faults && generator.happens(25) { return }
    let killed = (before: faults && generator.happens(10), after: faults && generator.happens(10))
    switch packet {
    case .message(let manifest, let digest, let madeAt):
      guard
        let answer = nodes[side].take(manifest, digest, madeAt: madeAt, key: keys[1 - side], world: now, killed: killed)
      else { return }
      underway[1 - side].append(.answer(manifest.id, answer))
    case .answer(let id, let answer) where !killed.before: nodes[side].learn(id, answer, world: now, using: &generator)
    case .receipt(let receipt) where !killed.before:
      nodes[side].learn(receipt.message, .receipt(receipt), world: now, using: &generator)
    case .answer, .receipt: break
    }
  }

  /// Faults end; the nodes go on until nothing waits any more.
  mutating func settle() {
    for side in 0...1 {
      nodes[side].clockOffset = 0
      nodes[side].directory = .fresh
    }
    for _ in 0..<40 where !(nodes.allSatisfy(\.isSettled) && underway.allSatisfy(\.isEmpty)) {
      for side in 0...1 {
        nodes[side].judgeKept(world: now)
        underway[1 - side] += nodes[side].tryAll(world: now, using: &generator)
      }
      while !underway[0].isEmpty || !underway[1].isEmpty {
        for side in 0...1 { arrive(at: side, faults: false) }
      }
      now += 3_600
    }
  }
}

@Suite("Two nodes through everything that can go wrong between them") struct SimulationTests {
  /// How often what happened in a batch, to show that the runs meet what they are for.
  private struct Tally {
    var relayed = 0
    var rejected = 0
    var failedWithout = 0
    var failedWith = 0
    var wentOn = 0

    mutating func add(_ other: Tally) {
      relayed += other.relayed
      rejected += other.rejected
      failedWithout += other.failedWithout
      failedWith += other.failedWith
      wentOn += other.wentOn
    }
  }

  private func run(seed: UInt64, _ tally: inout Tally) throws {
    var world = try World(seed: seed)
    for _ in 0..<90 {
      try world.step()
      for node in world.nodes { #expect(node.effects.values.allSatisfy { $0 == 1 }, "seed \(seed): an effect twice") }
    }
    world.settle()
    for side in 0...1 {
      // Until an officer decides, effects are in the order of the authority that signed, without a gap.
      let places = world.nodes[side].order.map(\.place.sequence)
      #expect(places == Array(1..<(places.count + 1)), "seed \(seed): out of order")
      while let released = try? world.nodes[side].chain.goOn() {
        world.nodes[side].effect(released)
        tally.wentOn += 1
      }
    }
    for side in 0...1 {
      let (from, to) = (world.nodes[side], world.nodes[1 - side])
      #expect(to.alarms == 0, "seed \(seed): an alarm although nobody told two stories")
      for (id, message) in from.outbox {
        let effects = to.effects[id] ?? 0
        switch message.state {
        case .relayed, .delivered:
          #expect(effects == 1, "seed \(seed): a receipt without its effect")
          tally.relayed += 1
        case .failed(.relayRejection):
          #expect(effects == 0, "seed \(seed): an effect although it was rejected")
          tally.rejected += 1
        case .failed(.relayFailure):
          #expect(effects <= 1, "seed \(seed)")
          if effects == 0 { tally.failedWithout += 1 } else { tally.failedWith += 1 }
        case .queued, .sent, .failed(.refused), .failed(.nonDelivery): Issue.record("seed \(seed): \(message.state)")
        }
      }
    }
  }

  @Test("In ten thousand runs with loss, duplicates, reordering, kills and wrong clocks every message takes effect once or fails visibly")
  func tenThousand() async throws {
    let tally = try await withThrowingTaskGroup(of: Tally.self) { group in
      for batch in 0..<10 {
        group.addTask {
          var tally = Tally()
          for run in 0..<1_000 {
            try self.run(seed: UInt64(batch * 1_000 + run), &tally)
            // Other tests wait for the same few threads, and their databases do not wait for ever.
            await Task.yield()
          }
          return tally
        }
      }
      return try await group.reduce(into: Tally()) { $0.add($1) }
    }
    // Runs that never met a failure would show little.
    #expect(
      tally.relayed > 10_000 && tally.rejected > 0 && tally.failedWithout > 1_000 && tally.failedWith > 100 && tally.wentOn > 1_000,
      "\(tally)")
  }
}
