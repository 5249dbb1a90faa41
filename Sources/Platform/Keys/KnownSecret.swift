// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What was read of a ``SecretFile``; it is read again only when the file has changed.
///
/// Several processes may share the file: what one changes the others see when they next look, and whoever asks for what was ``recent()`` within a tenth
/// of a second.
public final class KnownSecret<Content: Sendable>: Sendable {
  private struct Known: Sendable {
    let stamp: SecretFile.Stamp
    let content: Content
    var lookedAt: ContinuousClock.Instant
  }

  private let known = Mutex<Known?>(nil)

  /// So long nobody looks whether the file was changed.
  private static var blink: Duration { .milliseconds(100) }

  /// Knows nothing yet.
  public init() {}

  /// What the file has now.
  /// - Parameters:
  ///   - stamp: looks at the file.
  ///   - read: reads it; others wait meanwhile, so that it is read once.
  /// - Throws: what these throw.
  public func content(stamp: () throws -> SecretFile.Stamp, read: () throws -> Content) throws -> Content {
    let now = ContinuousClock.now
    let stamp = try stamp()
    return try known.withLock { known in
      if let content = known?.content, known?.stamp == stamp {
        known?.lookedAt = now
        return content
      }
      let content = try read()
      known = Known(stamp: stamp, content: content, lookedAt: now)
      return content
    }
  }

  /// What the file had a moment ago, for what is done hundreds of times a second; `nil` when nobody has looked since.
  public func recent() -> Content? {
    known.withLock { known in
      guard let known, ContinuousClock.now - known.lookedAt < Self.blink else { return nil }
      return known.content
    }
  }

  /// Forgets it, as after the file was written.
  public func forget() { known.withLock { $0 = nil } }
}
