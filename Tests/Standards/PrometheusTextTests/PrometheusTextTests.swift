// SPDX-License-Identifier: Apache-2.0
import Foundation
import PeerKit
import PrometheusText
import Testing

@Suite("Figures for a monitor") struct PrometheusTextTests {
  @Test("The example of the format is written as the format says, byte for byte")
  func example() {
    let families = [
      PrometheusText.Family(
        "http_requests_total", .counter, "The total number of HTTP requests.",
        [.init(1027, .init("method", "post"), .init("code", "200")), .init(3, .init("method", "post"), .init("code", "400"))]),
      PrometheusText.Family("metric_without_samples", .gauge, "Left out.", []),
      PrometheusText.Family("something_weird", .gauge, "", -.infinity),
    ]
    #expect(
      PrometheusText.write(families) == """
        # HELP http_requests_total The total number of HTTP requests.
        # TYPE http_requests_total counter
        http_requests_total{method="post",code="200"} 1027
        http_requests_total{method="post",code="400"} 3
        # HELP something_weird \n# TYPE something_weird gauge
        something_weird -Inf

        """)
  }

  @Test("The parser of others reads what was meant: labels with quotes, line ends and backslashes, large and small figures")
  func peer() throws {
    let label = "C:\\DIR\\FILE.TXT \"quoted\"\nsecond line, العربية"
    let values = [0, 1, -1, 0.25, 1_795_000_000, 9_007_199_254_740_992, 1.7560473e+07, 5e-324]
    let text = PrometheusText.write([
      .init("one", .gauge, "A help line\nwith two lines and a \\", [.init(1, .init("path", label))]),
      .init("many", .gauge, "Figures", values.enumerated().map { .init($0.element, .init("n", "\($0.offset)")) }),
      .init("odd", .gauge, "", [.init(.nan, .init("n", "0")), .init(.infinity, .init("n", "1")), .init(-.infinity, .init("n", "2"))]),
    ])
    let answer = try #require(try Peer.ask("prometheus_peer", [["text": text]]).first)
    let understood = try #require(answer.value)
    let read = try #require(try JSONSerialization.jsonObject(with: Data(understood.utf8)) as? [[Any]])
    #expect(read.count == 3 && read.map { $0[0] as? String } == ["one", "many", "odd"])
    #expect(read[0][2] as? String == "A help line\nwith two lines and a \\")
    let one = try #require((read[0][3] as? [[Any]])?.first)
    #expect(one[1] as? [String: String] == ["path": label])
    let many = try #require(read[1][3] as? [[Any]])
    #expect(many.compactMap { ($0[2] as? NSNumber)?.doubleValue } == values)
    #expect((read[2][3] as? [[Any]])?.map { $0[2] as? String } == ["nan", "inf", "-inf"])
  }
}
