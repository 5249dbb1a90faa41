// SPDX-License-Identifier: Apache-2.0
import Foundation
import TUF

/// Updates a client from a repository in a folder and looks targets up.
struct Following {
  let client: TUFClient
  let moment: Date
  let paths: [String]

  init(_ arguments: [String]) throws {
    let repository = TUFFolder(URL(filePath: arguments[0]))
    let root = try Data(contentsOf: URL(filePath: arguments[2]))
    moment = Date(timeIntervalSince1970: Double(arguments[3]) ?? 0)
    paths = Array(arguments.dropFirst(5))
    client = TUFClient(
      shippedRoot: root, store: TUFFolder(URL(filePath: arguments[1])), expiry: arguments[4] == "warns" ? .timestampWarns : .stops
    ) { try repository.read($0, limit: $1) }
  }

  func run() async throws {
    let trusted = try await client.refresh(at: moment)
    print("trusted \(trusted.root.version) \(trusted.timestamp.version) \(trusted.snapshot.version) \(trusted.targets.version)")
    for expired in trusted.expired { print("expired \(expired.role.rawValue)") }
    for path in paths {
      guard let target = try await client.find(path, in: trusted) else {
        print("absent \(path)")
        continue
      }
      print("target \(target.role) \(path) \(String(decoding: try await client.fetch(target), as: UTF8.self))")
    }
  }
}
