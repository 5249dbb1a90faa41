// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What stands in the compartments of a case, as far as it decides where a file belongs that comes from elsewhere.
///
/// Nobody has looked into such a file yet, and most formats cannot be looked into: what is about something that a compartment keeps goes into that
/// compartment, until an officer who may look into it lets it out.
/// - Source: practice (need to know); UNCAC 46(20)
public struct GuardedMatters: Sendable {
  private struct Matter {
    let compartment: Compartment
    /// Empty for the case as a whole.
    let items: Set<ItemID>
  }

  private let matters: [Matter]
  private let words: [(compartment: Compartment, words: ProtectedWords)]

  /// Gathers what decides.
  /// - Parameters:
  ///   - notes: all notes of all compartments.
  ///   - subjects: all persons and assets of the case; those of compartments count.
  ///   - known: what the request itself says, which both sides know.
  public init(_ notes: [GuardedNote], subjects: [Subject], known: [String]) {
    let noted = notes.filter { $0.endedOn == nil }.map { Matter(compartment: $0.guardedIn, items: Set($0.items)) }
    let named = subjects.compactMap { subject -> Matter? in
      guard let compartment = subject.compartment, let items = subject.guardedItems, !items.isEmpty else { return nil }
      return Matter(compartment: compartment, items: Set(items))
    }
    matters = noted + named
    words = Compartment.allCases.compactMap { compartment in
      let own = notes.filter { $0.guardedIn == compartment }
      return own.isEmpty ? nil : (compartment, ProtectedWords(own, known: known))
    }
  }

  /// Whether no compartment has anything of the case.
  public var isEmpty: Bool { matters.isEmpty && words.isEmpty }

  /// The compartment of a file about items; a file about none in particular may be about any.
  public func compartment(ofFileAbout items: [ItemID]) -> Compartment? {
    let concerned = matters.filter { $0.items.isEmpty || items.isEmpty || !$0.items.isDisjoint(with: items) }
    return Compartment.allCases.first { one in concerned.contains { $0.compartment == one } }
  }

  /// The compartment whose words a text has.
  public func compartment(ofText text: String) -> Compartment? { words.first { $0.words.occur(in: text) }?.compartment }
}

extension CaseFile {
  /// Puts the file into a compartment, or lets it out of one.
  /// - Throws: ``CannotAct/doneAlready`` when it is kept there.
  public func moving(to compartment: Compartment?) throws(CannotAct) -> CaseFileDecision {
    guard compartment != self.compartment else { throw .doneAlready }
    var file = self
    file.compartment = compartment
    return CaseFileDecision(state: file, events: [event(.fileMoved)])
  }
}
