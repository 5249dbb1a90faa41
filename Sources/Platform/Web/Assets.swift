// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A file that pages link to, such as a style sheet.
///
/// Its address changes with its content, so that browsers may keep it for a year.
public struct Asset: Sendable {
  /// Its address.
  public let url: String
  let type: String
  let data: Data

  /// Makes an asset.
  /// - Parameter name: the file's name in small letters, its ending included: `letter.css`.
  public init(_ name: String, type: String, data: Data) {
    let parts = name.split(separator: ".")
    let digest = SHA256.hash(data: data).prefix(6).map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
    url = "/assets/\(parts.first ?? "")-\(digest).\(parts.last ?? "")"
    self.type = type
    self.data = data
  }

  var response: Response {
    let fields: HTTPFields = [.contentType: type, .cacheControl: "public, max-age=31536000, immutable"]
    return Response(status: .ok, headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: data)))
  }
}

/// The style sheet and the icon that the pages link to.
public enum Assets {
  /// The folder of Web's own catalogues.
  public static let strings: URL = Bundle.module.bundleURL.appending(path: "Strings")

  /// The look of all pages.
  public static let style: Data = read("comity.css")
  static let styleSheet = Asset("comity.css", type: "text/css; charset=utf-8", data: style)
  static let icon = Asset("icon.svg", type: "image/svg+xml", data: read("icon.svg"))

  private static func read(_ name: String) -> Data {
    let url = Bundle.module.bundleURL.appending(path: "Assets").appending(path: name)
    return (try? Data(contentsOf: url)) ?? Data()
  }
}
