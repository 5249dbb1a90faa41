// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Hummingbird
import Instruments
import Kernel
import Localisation
import Logging
import NIOCore
import Storage

/// One call on its way through the gate: who, which language, and how answers become HTTP.
struct Visit: Sendable {
  let site: Site
  let request: Request
  let presented: Presented
  let signIn: Result<SignedIn?, any Error>
  let words: Words
  let query: FormData
  let isQueryReadable: Bool
  let chosenLanguage: Language?
  let now: Date

  /// Who is signed in; nobody while it cannot be looked up.
  var who: SignedIn? { (try? signIn.get()) ?? nil }

  /// The path asked for, with one slash at its beginning: two would make a link to it lead to another host.
  var path: String { "/" + request.uri.path.drop { $0 == "/" || $0 == "\\" } }

  var visitorNonce: String? { request.cookies[site.cookieName("visitor")]?.value }

  func answer(_ route: Route, _ original: Request, parameters: Parameters) async throws -> Response {
    guard route.method != .get, !route.isAPI else { return try await carryOut(route, original, form: nil, nil, parameters) }
    // Read before anything is refused, so that what was typed can be shown again; files are taken only with the right token.
    var request = original
    let upload = try await receiveUpload(request, route, parameters)
    let form = if let upload { upload.form } else { try await readForm(&request) }
    do {
      return try await carryOut(route, request, form: form, upload, parameters)
    } catch WebProblem.signInNeeded where site.offersSignIn {
      throw ResendNeeded(form: form, reason: .signInEnded)
    } catch let error as DatabaseUnavailable where !form.hasPassword {
      throw ResendNeeded(form: form, reason: .unavailable(error))
    } catch is DatabaseFull where !form.hasPassword {
      throw ResendNeeded(form: form, reason: .diskFull)
    }
  }

  private func carryOut(
    _ route: Route, _ request: Request, form: FormData?, _ received: Upload?, _ parameters: Parameters
  ) async throws -> Response {
    let who = try signIn.get()
    // A program that shows a token means to be known; the public answer would hide that it no longer is.
    if route.isAPI, presented.bearer != nil, who == nil { throw WebProblem.signInNeeded }
    try permit(route)
    // Leaving out what cannot be read would answer another question than was asked.
    guard isQueryReadable else { throw WebProblem.unreadableForm }
    try route.operation?.check(query)
    var nonce = visitorNonce
    if nonce == nil, who == nil, !route.isAPI { nonce = ID<Visit>().description }
    let binding = who?.signIn ?? nonce ?? ""
    if let form, !site.csrf.accepts(form.raw(CSRF.field), for: binding) { throw ResendNeeded(form: form, reason: .signInChanged) }
    if route.isAPI, route.mayChange, who != nil, who?.byToken == false { throw WebProblem.signInNeeded }
    try checkRoom(for: route, form)
    let upload = if route.isAPI, route.method != .get { try await receiveUpload(request, route, parameters) } else { received }
    let answer: Answer
    switch route.handler {
    case .visitor(let handler):
      answer = try await handler(call(who, request, parameters, binding, upload))
    case .officer(let handler):
      guard let who else { throw WebProblem.signInNeeded }
      answer = try await handler(call(who, request, parameters, binding, upload))
    case .asset(let asset): return asset.response
    }
    var cookies: [Cookie] = []
    if let nonce, nonce != visitorNonce { cookies.append(Cookie("visitor", nonce)) }
    return try respond(answer, binding: binding, cookies: cookies)
  }

  func permit(_ route: Route) throws {
    switch route.access {
    case .everybody: return
    case .signedIn:
      guard who != nil else { throw WebProblem.signInNeeded }
    case .permission(let permission):
      guard let who else { throw WebProblem.signInNeeded }
      guard who.may(permission) else { throw who.isSecondFactorDue ? WebProblem.secondFactorDue : WebProblem.notPermitted }
    }
  }

  /// New work is refused before it is accepted: a disk that fills up while a commit is written would refuse it too, but later and with less to spare.
  ///
  /// Signing in and one's own account are no new work.
  private func checkRoom(for route: Route, _ form: FormData?) throws {
    guard route.mayChange, case .permission = route.access, !site.settings.hasRoom() else { return }
    site.settings.logger.error("new work is refused: the disk is nearly full", metadata: ["route": "\(route.path)"])
    guard let form, !form.hasPassword else { throw WebProblem.diskFull }
    throw ResendNeeded(form: form, reason: .diskFull)
  }

  private func readForm(_ request: inout Request) async throws -> FormData {
    guard isSameSite(request) else { throw WebProblem.foreignForm }
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: FormData.sizeLimit)
    } catch is NIOTooManyBytesError {
      throw WebProblem.tooLarge(limit: FormData.sizeLimit)
    }
    request.body = .init(buffer: buffer)
    return try FormData(encoded: String(buffer: buffer))
  }

  /// Browsers say where a form comes from; a page of another site is never believed.
  func isSameSite(_ request: Request) -> Bool {
    if let name = HTTPField.Name("Sec-Fetch-Site"), let origin = request.headers[name] {
      return origin == "same-origin" || origin == "none"
    }
    guard let origin = request.headers[.origin] else { return true }
    let host = request.head.authority ?? request.headers[HTTPField.Name("Host") ?? .origin] ?? ""
    return origin.hasSuffix("://\(host)")
  }

  private func call<Who>(
    _ who: Who, _ request: Request, _ parameters: Parameters, _ binding: String, _ upload: Upload?
  ) -> Call<Who> {
    Call(
      who: who, words: words, now: now, zone: self.who?.zone ?? site.settings.zone, path: path, parameters: values(parameters),
      query: query, address: presented.address, presented: presented, request: request, csrf: site.csrf, binding: binding,
      upload: upload)
  }

  /// The values of the path's names.
  func values(_ parameters: Parameters) -> [String: String] {
    var values: [String: String] = [:]
    for (name, value) in parameters { values[String(name)] = String(value).removingPercentEncoding ?? String(value) }
    return values
  }
}

extension Visit {
  func respond(_ answer: Answer, binding: String, cookies: [Cookie]) throws -> Response {
    var cookies = cookies
    if let chosenLanguage { cookies.append(Cookie("language", chosenLanguage.rawValue, lifetime: 31_536_000)) }
    switch answer {
    case .page(let page):
      let notice = request.cookies["notice"].flatMap { Notice(cookie: $0.value, words) }.map { words($0.message) }
      if request.cookies["notice"] != nil { cookies.append(Cookie("notice", "", lifetime: 0)) }
      return html(frame(binding: binding, notice: notice).document(page), page.status, cookies)
    case .redirect(let url, let notice, let more):
      if let notice { cookies.append(Cookie("notice", Notice(notice).cookie, lifetime: 60)) }
      return Response(status: .seeOther, headers: headers([.location: url], cookies + more))
    case .json(let value, let status):
      return Response(
        status: status, headers: headers([.contentType: "application/json"], cookies), body: .init(byteBuffer: try Self.json(value)))
    case .file(let data, let type, let name):
      let fields: HTTPFields = [.contentType: type, .contentDisposition: "attachment; filename=\"\(Self.fileName(name))\""]
      return Response(status: .ok, headers: headers(fields, cookies), body: .init(byteBuffer: ByteBuffer(bytes: data)))
    case .stored(let file, let type, let name):
      let fields = headers([.contentType: type, .contentDisposition: Self.disposition(name), .cacheControl: "no-store"], cookies)
      return StoredBody(file).response(to: request.headers, fields)
    case .feed(let data, let type): return feed(data, type, cookies)
    case .document(let markup): return html(markup, .ok, cookies)
    case .empty: return Response(status: .noContent, headers: headers([:], cookies))
    }
  }

  static func json(_ value: any Encodable) throws -> ByteBuffer {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return ByteBuffer(bytes: try encoder.encode(value))
  }

  private static func fileName(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
  }

  /// The name for browsers of today in full, for others without what ASCII does not have.
  private static func disposition(_ name: String) -> String {
    let full =
      name.addingPercentEncoding(withAllowedCharacters: .alphanumerics.intersection(CharacterSet(charactersIn: "\0"..."\u{7F}"))) ?? ""
    return "attachment; filename=\"\(fileName(name))\"; filename*=UTF-8''\(full)"
  }

  private func html(_ markup: String, _ status: HTTPResponse.Status, _ cookies: [Cookie]) -> Response {
    return Response(
      status: status, headers: headers([.contentType: "text/html; charset=utf-8"], cookies),
      body: .init(byteBuffer: ByteBuffer(string: markup)))
  }

  func headers(_ fields: HTTPFields, _ cookies: [Cookie]) -> HTTPFields {
    var fields = fields
    // What is answered is for this reader at this instant; neither a proxy nor a shared browser may keep it.
    if fields[.cacheControl] == nil { fields[.cacheControl] = "no-store" }
    for cookie in cookies {
      // The language and the notice say nothing about anybody; the rest gets the prefix that pins it to this host.
      let isPlain = cookie.name == "language" || cookie.name == "notice"
      var text = "\(isPlain ? cookie.name : site.cookieName(cookie.name))=\(cookie.value); Path=/; HttpOnly; SameSite=Lax"
      if site.settings.isSecure { text += "; Secure" }
      if let lifetime = cookie.lifetime { text += "; Max-Age=\(lifetime)" }
      fields.append(HTTPField(name: .setCookie, value: text))
    }
    return fields
  }

  private func frame(binding: String, notice: String?) -> Frame {
    let signOut = tag("form", .css("inline"), Attribute("method", "post"), Attribute("action", "/sign-out")) {
      hiddenField(CSRF.field, site.csrf.token(for: binding))
      tag("button", Attribute("type", "submit"), .css("link")) { words("web.frame.signOut") }
    }
    return Frame(
      identity: site.identity, navigation: site.navigation, words: words, who: who, path: path, query: query,
      notice: notice, signOut: signOut,
      printedOn: words(
        "web.frame.printed",
        ["when": .text(words.dateTime(now, in: who?.zone ?? site.settings.zone)), "who": .text(who?.name ?? "–")]),
      offersSignIn: site.offersSignIn)
  }
}
