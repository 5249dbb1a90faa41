// SPDX-License-Identifier: Apache-2.0

/// A part of a case that is kept from officers who may see the case itself; nothing of it reaches letters, exports, searches, statistics or hints of those outside.
/// - Source: practice (an authority may be forbidden to tell that a claim exists)
public enum Compartment: String, Codable, Hashable, Sendable, CaseIterable {
  /// That a person asked for or has international protection.
  /// - Source: UNCAC 44(15); practice
  case internationalProtection
  /// Special investigative techniques.
  /// - Source: UNCAC 50
  case specialTechniques
}
