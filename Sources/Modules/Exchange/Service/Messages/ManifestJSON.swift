// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import JOSE
import StrictJSON

/// The manifest as JSON: what an authority signs.
public enum ManifestJSON {
  /// The one version of the profile.
  static let version = 1

  private static let names: Set<String> = [
    "v", "id", "conv", "ref", "from", "to", "svc", "act", "seq", "prev", "iat", "exp", "doc", "payloads", "dir", "ckpt",
  ]
  private static let payloadNames: Set<String> = ["n", "name", "media", "size", "sha256", "enc"]
  private static let sealedNames: Set<String> = ["format", "size", "sha256", "key", "seg", "tree"]

  // MARK: Writing

  /// The bytes of a manifest.
  public static func bytes(_ manifest: Manifest) -> Data {
    WireJSON.bytes(
      WireJSON.object([
        ("v", WireJSON.number(version)), ("id", WireJSON.text(manifest.id)), ("conv", WireJSON.text(manifest.conversation)),
        ("ref", WireJSON.text(manifest.answers)), ("from", WireJSON.text(manifest.from)), ("to", WireJSON.text(manifest.to)),
        ("svc", WireJSON.text(manifest.service)), ("act", WireJSON.text(manifest.act)), ("seq", WireJSON.number(manifest.place.sequence)),
        ("prev", WireJSON.text(manifest.place.predecessor)), ("iat", WireJSON.instant(manifest.issuedAt)),
        ("exp", WireJSON.instant(manifest.expiresAt)), ("doc", manifest.document.map(document) ?? .null),
        ("payloads", WireJSON.list(manifest.payloads.enumerated().map(payload))),
        ("dir", WireJSON.object([("version", WireJSON.number(manifest.directoryVersion))])), ("ckpt", WireJSON.text(manifest.checkpoint)),
      ]))
  }

  private static func document(_ document: MessageDocument) -> JSONValue.Content {
    WireJSON.object([
      ("schema", WireJSON.text(document.schema)), ("media", WireJSON.text(document.media)),
      ("b64", .string(Base64URL.text(document.content))),
    ])
  }

  private static func payload(_ number: Int, _ payload: Payload) -> JSONValue.Content {
    WireJSON.object([
      ("n", WireJSON.number(number)), ("name", WireJSON.text(payload.name)), ("media", WireJSON.text(payload.media)),
      ("size", WireJSON.number(payload.size)), ("sha256", WireJSON.text(payload.digest)),
      (
        "enc",
        WireJSON.object([
          ("format", .string(sealedFormat)), ("size", WireJSON.number(payload.segments.length)), ("sha256", WireJSON.text(payload.blob)),
          ("key", .string(payload.key.secret)), ("seg", WireJSON.number(payload.segments.each.rawValue)),
          ("tree", WireJSON.text(payload.tree)),
        ])
      ),
    ])
  }

  /// The one way in which files are sealed.
  static let sealedFormat = "age-encryption.org/v1"

  // MARK: Reading

  /// Reads a manifest, strictly: members that are missing, unknown or there twice are errors.
  /// - Throws: ``ExchangeProblem/schema``, ``ExchangeProblem/tooLarge`` for what breaks a number or a length of the profile,
  ///   ``ExchangeProblem/profile`` for another version of it.
  public static func read(_ bytes: Data) throws(ExchangeProblem) -> Manifest {
    let members = try WireMembers(bytes, names)
    guard try members.number("v") == version else { throw .profile }
    guard
      let place = ChainPlace(sequence: try members.number("seq"), predecessor: try members.optional("prev") { DigestOf<SignedMessage>($0) })
    else { throw .schema }
    let document = try members.optionalObject("doc", ["schema", "media", "b64"]).map(Self.document)
    let listed = try members.list("payloads")
    guard listed.count <= Manifest.payloadLimit else { throw .tooLarge }
    var payloads: [Payload] = []
    for (number, value) in listed.enumerated() { payloads.append(try payload(value, number)) }
    let id = try members.text("id") { MessageID($0) }
    let conversation = try members.text("conv") { ConversationID($0) }
    let answers = try members.optional("ref") { MessageID($0) }
    let (from, to) = (try members.text("from") { AuthorityName($0) }, try members.text("to") { AuthorityName($0) })
    let (service, act) = (try members.text("svc") { WireURN($0) }, try members.text("act") { ActName($0) })
    let (issuedAt, expiresAt) = (try members.instant("iat"), try members.instant("exp"))
    let directoryVersion = try members.object("dir", ["version"]).number("version")
    let checkpoint = try members.optional("ckpt") { $0 }
    do throws(ManifestProblem) {
      return try Manifest(
        id: id, conversation: conversation, answers: answers, from: from, to: to, service: service, act: act, place: place,
        issuedAt: issuedAt, expiresAt: expiresAt, document: document, payloads: payloads, directoryVersion: directoryVersion,
        checkpoint: checkpoint)
    } catch {
      throw error.told
    }
  }

  private static func document(_ members: WireMembers) throws(ExchangeProblem) -> MessageDocument {
    let schema = try members.text("schema") { WireURN($0) }
    let media = try members.text("media") { MediaType($0) }
    let content = try members.text("b64") { Base64URL.decode($0) }
    do throws(ManifestProblem) { return try MessageDocument(schema: schema, media: media, content: content) } catch { throw error.told }
  }

  private static func payload(_ value: JSONValue, _ number: Int) throws(ExchangeProblem) -> Payload {
    let members = try WireMembers(value, payloadNames)
    let sealed = try members.object("enc", sealedNames)
    guard try members.number("n") == number, try sealed.text("format", { $0 }).utf8.elementsEqual(sealedFormat.utf8) else { throw .schema }
    let name = try members.text("name") { try? PayloadName($0) }
    let media = try members.text("media") { MediaType($0) }
    let digest = try members.text("sha256") { DigestOf<PlainFile>($0) }
    let blob = try sealed.text("sha256") { BlobID($0) }
    let key = try sealed.text("key") { FileKey($0) }
    let tree = try sealed.text("tree") { DigestOf<SegmentTree>($0) }
    guard let each = SegmentLength(rawValue: Int64(try sealed.number("seg"))) else { throw .schema }
    let (size, sealedSize) = (Int64(try members.number("size")), Int64(try sealed.number("size")))
    do throws(ManifestProblem) {
      return try Payload(
        name: name, media: media, size: size, digest: digest, sealedSize: sealedSize, blob: blob, each: each, tree: tree, key: key)
    } catch {
      throw error.told
    }
  }
}
