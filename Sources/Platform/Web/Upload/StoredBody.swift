// SPDX-License-Identifier: Apache-2.0
import Files
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Gives out a kept file piece by piece: all of it, or the part that was asked for (RFC 9110, section 14).
struct StoredBody {
  private static let piece = 256 << 10
  private let file: OpenFile

  init(_ file: OpenFile) { self.file = file }

  /// The content's digest names it for good: the same tag always means the same bytes.
  private var tag: String { "\"\(file.sha256)\"" }

  func response(to asked: HTTPFields, _ fields: HTTPFields) -> Response {
    var fields = fields
    fields[.acceptRanges] = "bytes"
    fields[.eTag] = tag
    // Whatever a browser makes of the type: no script, no form, no origin.
    fields[.contentSecurityPolicy] = "default-src 'none'; sandbox"
    // RFC 9530: of the whole file, also when a part is given.
    if let name = HTTPField.Name("Repr-Digest") { fields[name] = "sha-256=:\(digest.base64EncodedString()):" }
    switch ByteRange(asked, tag: tag, size: file.size) {
    case .whole:
      return Response(status: .ok, headers: fields, body: body(0..<file.size))
    case .part(let part):
      fields[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.size)"
      return Response(status: .partialContent, headers: fields, body: body(part))
    case .outside:
      fields[.contentRange] = "bytes */\(file.size)"
      return Response(status: .rangeNotSatisfiable, headers: fields)
    }
  }

  private var digest: Data {
    let letters = Array(file.sha256)
    return Data(stride(from: 0, to: letters.count - 1, by: 2).compactMap { UInt8(String(letters[$0...($0 + 1)]), radix: 16) })
  }

  private func body(_ part: Range<Int>) -> ResponseBody {
    ResponseBody(contentLength: part.count) { [file] writer in
      var offset = part.lowerBound
      while offset < part.upperBound {
        let data = try await file.read(at: offset, upTo: min(Self.piece, part.upperBound - offset))
        guard !data.isEmpty else { throw FileProblem.damaged }
        try await writer.write(ByteBuffer(bytes: data))
        offset += data.count
      }
      try await writer.finish(nil)
    }
  }
}

/// Which part of a file was asked for.
enum ByteRange: Equatable {
  /// No part, several, one of another kind, or one of an older file: then the whole is given, as RFC 9110 allows.
  case whole
  /// These bytes.
  case part(Range<Int>)
  /// A part that the file does not have.
  case outside

  init(_ asked: HTTPFields, tag: String, size: Int) {
    guard let text = asked[.range], asked[.ifRange] == nil || asked[.ifRange] == tag,
      let match = text.wholeMatch(of: /bytes=\s*(\d{0,18})-(\d{0,18})\s*/), !match.1.isEmpty || !match.2.isEmpty
    else {
      self = .whole
      return
    }
    guard let first = Int(match.1) else {
      let count = min(size, Int(match.2) ?? 0)
      self = count > 0 ? .part(size - count..<size) : .outside
      return
    }
    let last = Int(match.2) ?? .max
    // An end before the beginning is no range at all.
    guard first <= last else {
      self = .whole
      return
    }
    self = first < size ? .part(first..<min(size, last == .max ? size : last + 1)) : .outside
  }
}
