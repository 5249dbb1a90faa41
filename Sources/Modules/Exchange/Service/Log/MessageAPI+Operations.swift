// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Storage
import Web

extension MessageAPI {
  private static let digest = Schema.string(pattern: "^[0-9a-f]{64}$")
  private static let name = Schema.string(pattern: "^[A-Z]{2}\\.[a-z0-9-]{1,63}$")
  private static let instant = Schema.string(format: "date-time")

  private static let message = Schema.object(
    [
      "signed": digest, "message": .string(format: "uuid"), "conversation": .string(format: "uuid"),
      "direction": .oneOf(MessageDirection.allCases.map(\.rawValue)), "peer": name, "service": .string(), "act": .string(),
      "state": .oneOf(MessageState.allCases.map(\.rawValue)), "reason": .string(), "sequence": .integer(minimum: 1),
      "answers": .string(format: "uuid"), "at": instant, "issuedAt": instant, "expiresAt": instant, "isRetrieved": .boolean,
      "files": .integer(minimum: 0), "tries": .integer(minimum: 0), "lastOutcome": .string(),
    ],
    required: [
      "signed", "message", "conversation", "direction", "peer", "service", "act", "state", "at", "issuedAt", "expiresAt", "isRetrieved",
      "files",
      "tries",
    ])

  static let listOperation = APIOperation(
    id: "listMessages", "Lists the messages to and from other authorities, the newest first; never what they say.",
    query: [
      .init("direction", .oneOf(MessageDirection.allCases.map(\.rawValue)), about: "Incoming or outgoing ones alone"),
      .init("state", .oneOf(MessageState.allCases.map(\.rawValue)), about: "Those in one state"),
      .init("peer", name, about: "Those of one other authority"),
      .init(
        "text", .string(pattern: "^[0-9A-Fa-f-]{1,64}$"), about: "Identifier of a message or conversation, a digest, or its first 16 digits"
      ),
      .init(
        "after", .string(pattern: "^[0-9]{1,18}-[0-9a-f]{64}$"), about: "Those behind the last one, as `next` of an earlier answer says it"),
      .init("limit", .integer(minimum: 1, maximum: 500), about: "How many at most; 100 when left out"),
    ],
    answers: [
      .init(.object(["messages": .array(message), "next": .string()], required: ["messages"]), about: "The messages")
    ])
  static let readOperation = APIOperation(
    id: "readMessage", "Tells what is known of one message.", path: ["signed": digest], answers: [.init(message, about: "The message")])
  static let receiptsOperation = APIOperation(
    id: "listReceipts", "Lists the receipts about a message, each with its signed text.", path: ["signed": digest],
    answers: [
      .init(
        .array(
          .object(
            ["act": .string(), "from": name, "to": name, "issuedAt": instant, "jws": .string()],
            required: ["act", "from", "to", "issuedAt", "jws"])), about: "The receipts")
    ])
  static let tryOperation = APIOperation(
    id: "tryPath", "Sends a message that does nothing to another authority, to see whether the whole path works.",
    body: .init(.object(["to": name], required: ["to"])),
    answers: [
      .init(
        .object(["message": .string(format: "uuid")], required: ["message"]), status: 202, about: "It is on its way, under this identifier")
    ], problems: [413, 422])
  static let goOnOperation = APIOperation(
    id: "goOn", "Goes on without the messages that are missing before one that is held.", path: ["signed": digest],
    answers: [.init(nil, status: 204, type: nil, about: "What is held takes effect")], problems: [404, 409])

  private static let draft = Schema.object(
    [
      "number": .integer(minimum: 0), "message": .string(format: "uuid"), "peer": name, "act": .string(), "tries": .integer(minimum: 0),
      "reason": .string(),
    ], required: ["number", "tries", "reason"])
  static let givenUpOperation = APIOperation(
    id: "listGivenUp", "Lists the messages that were given up before they were signed, the oldest first, at most 500.",
    answers: [.init(.array(draft), about: "The messages")])
  static let tryAgainOperation = APIOperation(
    id: "tryAgain", "Lets a message be tried again that was given up before it was signed.",
    path: ["draft": .integer(minimum: 0)], answers: [.init(nil, status: 204, type: nil, about: "It is tried again")], problems: [404])

  /// The addresses of the messages for programs.
  var routes: [Route] {
    [
      .api(.get, "/api/exchange/messages", needs: "exchange.read", Self.listOperation, list),
      .api(.get, "/api/exchange/messages/:signed", needs: "exchange.read", Self.readOperation, read),
      .api(.get, "/api/exchange/messages/:signed/receipts", needs: "exchange.read", Self.receiptsOperation, receipts),
      .api(
        .post, "/api/exchange/messages/:signed/go-on", needs: "exchange.operate", records: ["exchange.wentOn"], Self.goOnOperation, goOn),
      .api(.get, "/api/exchange/drafts", needs: "exchange.read", Self.givenUpOperation, givenUp),
      .api(
        .post, "/api/exchange/drafts/:draft/again", needs: "exchange.operate", records: ["exchange.triedAgain"], Self.tryAgainOperation,
        tryAgain),
      .api(.post, "/api/exchange/loop", needs: "exchange.operate", records: ["exchange.loopAsked"], Self.tryOperation, tryPath),
    ]
  }
}
