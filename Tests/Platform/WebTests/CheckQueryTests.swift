// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import Web

@Suite("Queries held against the description of an address") struct CheckQueryTests {
  private static let operation = APIOperation(
    id: "listThings", "Lists things.",
    query: [
      .init("q", .string(), about: "Words"), .init("kind", .oneOf(["a", "b"]), about: "Kind"),
      .init("page", .integer(minimum: 1, maximum: 9), about: "Page"), .init("state", .string(pattern: "^[A-Z]{2}$"), about: "State"),
      .init("call", .string(format: "uuid"), about: "Call"), .init("day", .string(format: "date"), about: "Day"),
      .init("outcome", .array(.string()), about: "Outcomes"), .init("on", .boolean, isRequired: true, about: "Whether"),
    ], answers: [])

  private func faults(_ pairs: [(String, String)]) -> [String] {
    do throws(WebProblem) {
      try Self.operation.check(FormData(pairs + [("on", "true")]))
      return []
    } catch {
      return error.fields.map { "\($0.field) \($0.code.rawValue)" }
    }
  }

  @Test("What the description names is taken, also several values of a list and names that it does not know")
  func taken() {
    #expect(
      faults([
        ("q", "two words"), ("kind", "b"), ("page", "9"), ("state", "XA"), ("call", "00000000-0000-4000-8000-000000000602"),
        ("day", "2025-02-01"), ("outcome", "refused"), ("outcome", "executed"), ("other", "1"), ("other", "2"),
      ]).isEmpty)
  }

  @Test("A value that stands there twice is refused, also when both are the same")
  func repeated() {
    #expect(faults([("kind", "a"), ("kind", "a")]) == ["kind web.parameter-repeated"])
    #expect(faults([("q", "one"), ("q", "two")]) == ["q web.parameter-repeated"])
  }

  @Test(
    "A value that is none of those described is refused with its name",
    arguments: [
      ("kind", "c"), ("page", "0"), ("page", "10"), ("page", "1.5"), ("page", "１"), ("state", "XAB"), ("state", "xa"), ("call", "7"),
    ])
  func unreadable(name: String, value: String) {
    #expect(faults([(name, value)]) == ["\(name) web.parameter-unreadable"])
  }

  @Test("An empty text is no text; an empty anything else is refused")
  func empty() {
    #expect(faults([("q", "")]).isEmpty)
    for name in ["kind", "page", "state", "call", "day"] {
      #expect(faults([(name, "")]) == ["\(name) web.parameter-unreadable"], "\(name)")
    }
  }

  @Test("What must be there and is not is named, with everything else that is wrong")
  func missing() {
    #expect(throws: WebProblem.self) { try Self.operation.check(FormData()) }
    #expect(faults([("kind", ""), ("page", "x")]).count == 2)
    let problem = WebProblem.queryRefused([QueryFault.missing.at("on")])
    #expect(problem.kind == .invalid && problem.code == "web.query-refused")
  }
}
