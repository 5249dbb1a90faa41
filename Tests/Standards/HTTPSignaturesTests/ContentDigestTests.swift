// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPSignatures
import Testing

@Suite("Digests of content") struct ContentDigestTests {
  @Test("The example of RFC 9530, appendix B.1")
  func rfc9530() throws {
    let field = ContentDigest.field(for: Data("{\"hello\": \"world\"}\n".utf8))
    #expect(field == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:")
    #expect(try ContentDigest.read(field).count == 32)
  }

  @Test("Content that comes in pieces has the same digest as in one")
  func pieces() {
    let content = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    var digest = ContentDigest()
    #expect(digest.isEmpty)
    for start in stride(from: 0, to: content.count, by: 333) { digest.take(content[start..<min(start + 333, content.count)]) }
    #expect(digest.field == ContentDigest.field(for: content))
    #expect(!digest.isEmpty)
    digest.take(Data([0]))
    #expect(digest.field != ContentDigest.field(for: content))
  }

  @Test(
    "A field in another spelling, or with no SHA-256, is refused; digests of other kinds may stand beside it",
    arguments: [
      ("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:, sha-512=:AAAA:", nil),
      ("sha-512=:AAAA:", SignatureFault.noContentDigest),
      ("sha-256=:AAAA:", .malformedField),
      ("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDh=:", .malformedField),
      ("sha-256=RK", .malformedField),
      ("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:, sha-256=:AAAA:", .malformedField),
      ("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:,", .malformedField),
      ("", .malformedField),
    ] as [(String, SignatureFault?)])
  func spelling(field: String, fault: SignatureFault?) throws {
    if let fault {
      #expect(throws: fault) { try ContentDigest.read(field) }
    } else {
      #expect(try ContentDigest.read(field).base64EncodedString() == "RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=")
    }
  }
}
