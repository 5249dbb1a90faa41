// SPDX-License-Identifier: Apache-2.0

/// What the transfer of criminal proceedings needs.
/// - Source: UNCAC 47
public struct ProceedingsTransfer: Codable, Hashable, Sendable {
  /// Which State hands proceedings over.
  public enum Direction: String, Codable, Hashable, Sendable, CaseIterable {
    /// The requesting State offers its proceedings to the other.
    case offer
    /// The requesting State asks for those of the other.
    case request
  }

  /// What becomes of the proceedings in the State that hands them over.
  public enum OwnProceedings: String, Codable, Hashable, Sendable, CaseIterable {
    /// They wait for the decision of the other State.
    case suspended
    /// They end when the other State takes over.
    case closed
    /// They go on for other acts or persons.
    case continued
  }

  /// In which form the file of the case is handed over.
  public enum FileHandling: String, Codable, Hashable, Sendable, CaseIterable {
    /// The original.
    case original
    /// A certified copy.
    case certifiedCopy
  }

  /// Which State hands proceedings over.
  public var direction: Direction?
  /// Why the transfer is in the interest of the proper administration of justice.
  public var whyBetterServed: String?
  /// What has been done so far.
  public var stateOfProceedings: String?
  /// The evidence, with where it is and in which form.
  public var evidenceList: String?
  /// Detention, freezing and other measures that are in force.
  public var measuresInForce: String?
  /// When and how the two States consulted, and with which result.
  /// - Source: UNCAC 42(5)
  public var consultation: String?
  /// What becomes of the proceedings in the State that hands them over.
  public var ownProceedings: OwnProceedings?
  /// Earlier trials for the same acts, and what prevents another one.
  public var neBisInIdem: String?
  /// In which form the file of the case is handed over.
  public var originalFile: FileHandling?
  /// Whether the file is to be returned.
  public var fileReturn: Bool?

  /// Nothing known yet.
  public init() {}
}
