// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Visit {
  /// Data with its digest as the entity tag; nothing but 304 for a program that has these bytes already.
  ///
  /// A program may keep it and must ask before it uses it again; which language it is in may depend on the reader.
  func feed(_ data: Data, _ type: String, _ cookies: [Cookie]) -> Response {
    let tag = "\"" + SHA256.hash(data: data).prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + "\""
    var fields: HTTPFields = [.eTag: tag, .cacheControl: "private, no-cache", .vary: "Accept-Language, Cookie"]
    if isKnown(tag) { return Response(status: .notModified, headers: headers(fields, cookies)) }
    fields[.contentType] = type
    return Response(status: .ok, headers: headers(fields, cookies), body: .init(byteBuffer: ByteBuffer(bytes: data)))
  }

  /// - Source: RFC 9110, section 13.1.2: weak comparison, so a proxy that has marked the tag as weak is understood
  private func isKnown(_ tag: String) -> Bool {
    guard let seen = request.headers[.ifNoneMatch] else { return false }
    return seen.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.contains { entry in
      entry == "*" || entry == tag || entry == "W/" + tag
    }
  }
}
