// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import HTTPSignatures
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JOSE
import Logging
import NIOCore

/// The connection that a call came on.
struct WireContext: InitializableFromSource {
  let channel: any Channel

  init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// Takes calls, has them answered and signs the answers.
struct WireResponder: HTTPResponder {
  let inspector: CallInspector
  let keys: any OwnKeys
  let routes: [WireRoute]
  let patience: WirePatience
  let logger: Logger
  let now: @Sendable () -> Date
  let onRefusal: @Sendable (ExchangeProblem) -> Void

  func respond(to request: Request, context: WireContext) async throws -> Response {
    var head = request.head
    // Below TLS nobody told the parser that there was TLS.
    head.scheme = "https"
    do {
      let call = try await inspector.call(head, request.body, on: context.channel)
      return try await response(try await answer(to: call), to: head, on: context.channel)
    } catch let problem as ExchangeProblem {
      onRefusal(problem)
      logger.notice("a call was refused", metadata: ["problem": "\(problem.rawValue)"])
      // What of the call was not read stays unread; the time is for the answer to be taken.
      if problem == .tooLarge || problem == .media || problem == .quota {
        context.channel.eventLoop.scheduleTask(in: .seconds(2)) { context.channel.close(promise: nil) }
      }
      return try await response(WireAnswer(problem), to: head, on: context.channel, isLast: true)
    }
  }

  private func answer(to call: WireCall) async throws -> WireAnswer {
    guard let route = routes.first(where: { $0.fits(call.method, call.path) }) else { return .notFound }
    do {
      return try await route.handler(call)
    } catch let problem as ExchangeProblem {
      onRefusal(problem)
      return WireAnswer(problem)
    } catch {
      // The kind alone: a message might have something of a case in it.
      logger.error("a call could not be answered", metadata: ["error": "\(type(of: error))", "authority": "\(call.from)"])
      return .failure
    }
  }

  private func response(
    _ answer: WireAnswer, to head: HTTPRequest, on channel: any Channel, isLast: Bool = false
  ) async throws -> Response {
    var answered = HTTPResponse(status: .init(code: answer.status))
    for (name, value) in answer.fields { if let name = HTTPField.Name(name) { answered.headerFields[name] = value } }
    let content = try AnswerContent(answer.content)
    if content.length > 0, answered.headerFields[.contentDigest] == nil {
      answered.headerFields[.contentDigest] = try await content.digest()
    }
    if isLast { answered.headerFields[.connection] = "close" }
    let signed = await signed(answered, to: head)
    return Response(
      status: signed.status, headers: signed.headerFields, body: content.body(patience: patience.piece, on: channel))
  }

  /// The answer with a signature that binds it to the call; a call without a signature is answered without one.
  private func signed(_ response: HTTPResponse, to head: HTTPRequest) async -> HTTPResponse {
    guard head.headerFields.contains(.signature) else { return response }
    do {
      let parameters = WireProfile.parameters(by: try await keys.signatureKey().thumbprint, at: now())
      return try await HTTPSignature.signing(response, to: head, as: parameters, for: WireProfile.answers) {
        try await keys.signature(for: $0)
      }
    } catch is SignatureFault {
      return response
    } catch {
      logger.error("an answer could not be signed", metadata: ["error": "\(type(of: error))"])
      return response
    }
  }
}
