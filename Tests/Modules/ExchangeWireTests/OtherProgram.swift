// SPDX-License-Identifier: Apache-2.0
import ExchangeService
import Foundation
import JOSE
import PeerKit
import TestKit
import Testing

/// The Python peer (`Tests/Interop/wire_peer.py`) with the keys of an authority.
struct OtherProgram: Sendable {
  let keys: TestKeys
  let node: RunningNode
  let folder: URL

  /// Has it do something to the node, and gives what it found.
  func ask(_ deed: String, _ more: [String: String] = [:]) async throws -> [String: Any] {
    let (certificate, key) = (folder.appending(path: "certificate.pem"), folder.appending(path: "key.pem"))
    try Data(keys.shown.certificate.utf8).write(to: certificate)
    try Data(keys.shown.privateKey.utf8).write(to: key)
    var given: [String: Any] = [
      "do": deed, "port": node.port, "certificate": certificate.path, "key": key.path, "secret": keys.signing.bytes.base64EncodedString(),
      "public": node.keys.signing.verificationKey.bytes.base64EncodedString(), "keyid": keys.signing.verificationKey.thumbprint.description,
    ]
    given.merge(more) { $1 }
    let argument = String(decoding: try JSONSerialization.data(withJSONObject: given), as: UTF8.self)
    let ran = try await RanProgram(
      Peer.root.appending(path: ".comity/venv-tests/bin/python").path,
      [Peer.root.appending(path: "Tests/Interop/wire_peer.py").path, argument])
    try #require(ran.code == 0, "\(String(decoding: ran.errors, as: UTF8.self))")
    return try #require(try JSONSerialization.jsonObject(with: ran.out) as? [String: Any])
  }
}
