// SPDX-License-Identifier: Apache-2.0
import StatisticsRules
import StatisticsService
import Testing

@Suite("Figures that follow events") struct FiguresTests {
  let book: Codebook

  init() throws { book = try BuiltInCodebook.current() }

  @Test("After any sequence of events the figures are those of a recount", arguments: 1...12)
  func followed(seed: UInt64) throws {
    var seeded = Seeded(seed)
    let tables = try Sample.tables()
    var followed = try Figures(tables, book)
    var register: [CountedRequest] = []
    for step in 1...200 {
      let place = register.isEmpty || seeded.happens(40) ? nil : Int.random(in: 0..<register.count, using: &seeded)
      let before = place.map { register[$0] }
      // It came, something became of it, or it was struck out of the register.
      let after: CountedRequest? = before != nil && seeded.happens(20) ? nil : Sample.drawn(book, &seeded)
      followed.follow(from: before, to: after)
      if let place { register.remove(at: place) }
      if let after { register.append(after) }
      guard step % 40 == 0 else { continue }
      var counted = try Figures(tables, book)
      counted.add(ContiguousArray(register.shuffled(using: &seeded)))
      #expect(followed.tables(book) == counted.tables(book), "after \(step) events")
    }
    #expect(!register.isEmpty)
  }

  @Test("A register counted in parts gives what it gives counted at once")
  func joined() throws {
    var seeded = Seeded(99)
    let tables = try Sample.tables()
    let register = (0..<500).map { _ in Sample.drawn(book, &seeded) }
    var whole = try Figures(tables, book)
    whole.add(ContiguousArray(register))
    var joined = try Figures(tables, book)
    var rest = register[...]
    while !rest.isEmpty {
      var part = try Figures(tables, book)
      let length = Int.random(in: 1...90, using: &seeded)
      part.add(ContiguousArray(rest.prefix(length)))
      rest = rest.dropFirst(length)
      joined.join(part)
    }
    #expect(joined == whole && joined.tables(book) == whole.tables(book))
  }

  @Test("Two registers that differ in one request have figures that differ")
  func different() throws {
    let tables = try Sample.tables()
    var one = try Figures(tables, book)
    var other = one
    let request = try Sample.request(book, [.direction: "incoming", .kind: "extradition"], received: "2020-01-01")
    one.add([request])
    #expect(one != other)
    other.add([try Sample.request(book, [.direction: "outgoing", .kind: "extradition"], received: "2020-01-01")])
    #expect(one.tables(book) != other.tables(book))
  }
}
