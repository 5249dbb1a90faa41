// SPDX-License-Identifier: Apache-2.0
import Foundation
import SwiftASN1

/// What an authority states.
/// - Source: RFC 3161, section 2.4.2
struct TimeStampInfo: Hashable, Sendable {
  let policy: String
  let digest: Data
  let serialNumber: Data
  let time: Date
  let accuracy: Duration?
  /// The number as it is encoded, without a leading zero.
  let nonce: Data?

  init(_ node: ASN1Node) throws(TimeStampFault) {
    var reader = try NodeReader(node)
    guard try reader.value(Int.self) == 1 else { throw .wrongVersion }
    policy = try reader.value(ASN1ObjectIdentifier.self).description
    digest = try Self.digest(reader.node(.sequence))
    serialNumber = Data(try reader.value(ArraySlice<UInt8>.self))
    time = try Self.date(reader.value(GeneralizedTime.self))
    accuracy = try reader.optional(.sequence).map { (node) throws(TimeStampFault) in try Self.accuracy(node) }
    if let node = reader.optional(.boolean) {
      // DER leaves out what is said by saying nothing.
      guard try NodeReader.value(node, Bool.self) else { throw .malformed }
    }
    nonce = try reader.optional(.integer).map { (node) throws(TimeStampFault) in
      Data(try NodeReader.value(node, ArraySlice<UInt8>.self))
    }
    _ = reader.optional(.tag(0))
    if let node = reader.optional(.tag(1)) { try Self.checkExtensions(node) }
    try reader.end()
  }

  private static func digest(_ node: ASN1Node) throws(TimeStampFault) -> Data {
    var reader = try NodeReader(node)
    guard try Algorithm(reader.node(.sequence)).identifier == Known.sha256 else { throw .unsupportedAlgorithm }
    let digest = Data(try reader.value(ASN1OctetString.self).bytes)
    try reader.end()
    guard digest.count == 32 else { throw .malformed }
    return digest
  }

  private static func date(_ time: GeneralizedTime) throws(TimeStampFault) -> Date {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let components = DateComponents(
      year: time.year, month: time.month, day: time.day, hour: time.hours, minute: time.minutes, second: time.seconds)
    guard let date = calendar.date(from: components) else { throw .malformed }
    return date.addingTimeInterval(time.fractionalSeconds)
  }

  private static func accuracy(_ node: ASN1Node) throws(TimeStampFault) -> Duration {
    var reader = try NodeReader(node)
    var accuracy = Duration.zero
    if let seconds = reader.optional(.integer) { accuracy += .seconds(try count(seconds, .integer, upTo: 1 << 31)) }
    if let millis = reader.optional(.tag(0)) { accuracy += .milliseconds(try count(millis, .tag(0), upTo: 999)) }
    if let micros = reader.optional(.tag(1)) { accuracy += .microseconds(try count(micros, .tag(1), upTo: 999)) }
    try reader.end()
    return accuracy
  }

  private static func count(_ node: ASN1Node, _ identifier: ASN1Identifier, upTo limit: Int) throws(TimeStampFault) -> Int {
    let count = try NodeReader.value(node, Int.self, identifier)
    guard (0...limit).contains(count) else { throw .malformed }
    return count
  }

  /// No extension is known, so none may be critical.
  private static func checkExtensions(_ node: ASN1Node) throws(TimeStampFault) {
    for node in try NodeReader.all(node, .tag(1)) {
      var reader = try NodeReader(node)
      _ = try reader.value(ASN1ObjectIdentifier.self)
      guard reader.optional(.boolean) == nil else { throw .unknownCriticalExtension }
      _ = try reader.node(.octetString)
      try reader.end()
    }
  }
}
