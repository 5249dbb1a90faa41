// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Which way an item is moved.
public enum ItemMove: String, Hashable, Sendable, CaseIterable {
  /// Before the one before it.
  case up
  /// After the one after it.
  case down
}

/// Moving and renumbering items; identifiers stay, so whatever refers to an item still does.
extension Meeting {
  /// The meeting with an item moved by one place: an item with a letter among those of its number, another one with all that are below it.
  /// - Throws: ``CannotEditMeeting/noSuchElement``, ``CannotEditMeeting/agendaAdopted``.
  public func moving(_ id: ID<AgendaItem>, _ move: ItemMove) throws(CannotEditMeeting) -> Meeting {
    guard !isAgendaAdopted else { throw .agendaAdopted }
    guard let moved = item(id)?.number else { throw .noSuchElement }
    let row = moved.letter == nil ? items.map(\.number.number) : items.filter { $0.number.number == moved.number }.map(\.number.ordinal)
    let own = moved.letter == nil ? moved.number : moved.ordinal
    let places = Set(row).subtracting(moved.letter == nil ? [] : [0]).sorted()
    let next = move == .up ? places.last { $0 < own } : places.first { $0 > own }
    guard let next else { return self }
    return renumbered { number in
      if moved.letter == nil {
        if number.number == own { return number.numbered(next) }
        return number.number == next ? number.numbered(own) : number
      }
      guard number.number == moved.number else { return number }
      if number.ordinal == own { return number.lettered(next) }
      return number.ordinal == next ? number.lettered(own) : number
    }
  }

  /// The meeting with its items numbered from 1 without gaps, in the order they have; letters from `a` within their number.
  /// - Throws: ``CannotEditMeeting/agendaAdopted``.
  public func numberedThrough() throws(CannotEditMeeting) -> Meeting {
    guard !isAgendaAdopted else { throw .agendaAdopted }
    let numbers = Set(items.map(\.number.number)).sorted()
    return renumbered { number in
      let letters = items.map(\.number).filter { $0.number == number.number && $0.letter != nil }.sorted()
      let first = number.numbered((numbers.firstIndex(of: number.number) ?? 0) + 1)
      return letters.firstIndex(of: number).map { first.lettered($0 + 1) } ?? first
    }
  }

  /// The meeting with the items from a number on counted one higher, so that a new one fits in.
  public func makingRoom(at number: Int) -> Meeting {
    guard items.contains(where: { $0.number.number == number }) else { return self }
    return renumbered { $0.number >= number ? $0.numbered($0.number + 1) : $0 }
  }

  private func renumbered(_ change: (ItemNumber) -> ItemNumber) -> Meeting {
    var meeting = self
    for index in items.indices { meeting.items[index].number = change(items[index].number) }
    meeting.items.sort { $0.number < $1.number }
    return meeting
  }
}

extension ItemNumber {
  /// The place of the letter, from 1; 0 without a letter.
  fileprivate var ordinal: Int {
    letter?.unicodeScalars.first.map { Int($0.value) - 96 } ?? 0
  }

  fileprivate func numbered(_ number: Int) -> ItemNumber { ItemNumber(number, letter: letter) ?? self }

  fileprivate func lettered(_ ordinal: Int) -> ItemNumber {
    guard (1...26).contains(ordinal), let scalar = Unicode.Scalar(UInt8(96 + ordinal)) as Unicode.Scalar? else { return self }
    return ItemNumber(number, letter: String(Character(scalar))) ?? self
  }
}
