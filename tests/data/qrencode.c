/* The peer of `codes_rendered`: libqrencode encodes the URLs of labels and writes SVG paths. */
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
    int labels = argc > 1 ? atoi(argv[1]) : 1000;
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    size_t bytes = 0;
    static char path[65536];
    for (int i = 0; i < labels; i++) {
        char url[64];
        snprintf(url, sizeof url, "HTTPS://TRACE.EXAMPLE/1000007%05dABCDEFGH", i);
        QRcode *qr = QRcode_encodeString(url, 0, QR_ECLEVEL_M, QR_MODE_8, 0);
        if (!qr) return 1;
        size_t at = 0;
        for (int y = 0; y < qr->width; y++)
            for (int x = 0; x < qr->width; x++)
                if (qr->data[y * qr->width + x] & 1)
                    at += (size_t)snprintf(path + at, sizeof path - at, "M%d %dh1v1h-1z", x, y);
        bytes += at;
        QRcode_free(qr);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%f\n", labels / seconds);
    return bytes == 0;
}
