// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
public import Foundation
import NIOCore
import NIOHTTP1
public import TUF

/// Fetches files of the directory over public HTTP; what they are worth is decided by their signatures alone.
public enum DirectoryFetch {
  // It lasts as long as the process: nothing waits in it that would have to be ended.
  private static let client: HTTPClient = {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10), read: .seconds(30)), decompression: .disabled)
    configuration.httpVersion = .http1Only
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  /// Fetches below an address.
  /// - Returns: a closure that throws ``TrustProblem/directoryUnreachable`` when the node does not answer.
  public static func over(_ address: URL) -> TUFFetch {
    { path, limit in
      let url = address.appending(path: path).absoluteString
      do {
        let answer = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(60))
        // Some servers say "forbidden" of what is not there.
        if [403, 404].contains(answer.status.code) { return nil }
        guard answer.status == .ok else { throw TrustProblem.directoryUnreachable }
        var file = Data()
        for try await piece in answer.body {
          file.append(contentsOf: piece.readableBytesView)
          if file.count > limit { break }
        }
        return file
      } catch {
        throw TrustProblem.directoryUnreachable
      }
    }
  }
}
