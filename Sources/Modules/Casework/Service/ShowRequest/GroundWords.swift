// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Localisation

extension GroundForRefusal {
  /// The key of its words: where it stands depends on the kind of cooperation, and the words cite it.
  func words(for kind: CooperationKind) -> String {
    let own = "casework.ground.\(rawValue)"
    return switch self {
    case .absenceOfDualCriminality: kind == .extradition ? "\(own).\(kind.rawValue)" : own
    case .leftToTheState: "\(own).\(kind.isDiscretionary ? kind.rawValue : CooperationKind.civilAssistance.rawValue)"
    case .notConsistentWithOwnSystem:
      "\(own).\(kind == .specialTechniques ? kind.rawValue : CooperationKind.lawEnforcementCooperation.rawValue)"
    default: own
    }
  }
}

extension Words {
  /// A ground for refusing a kind of cooperation, with the provision in which it stands.
  func ground(_ ground: GroundForRefusal, for kind: CooperationKind) -> String { self(ground.words(for: kind)) }

  /// Several grounds.
  func grounds(_ grounds: [GroundForRefusal], for kind: CooperationKind) -> String { list(grounds.map { ground($0, for: kind) }) }
}
